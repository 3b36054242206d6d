// Diagram: the cell as an SVG of boxes, wires and nodes, drawn once and filled with each step's numbers.
import { KINDS } from "./kinds/kinds.js";
import { element, symbol } from "./svg.js";

const BOX = { width: 124, height: 80 };

export class Diagram {
  constructor(scene, parent) {
    const { height, boxes, wires, nodes, where } = KINDS[scene.cell].picture(scene);
    this.units = scene.units;
    this.held = scene.labels.held;
    this.features = scene.features.length;
    this.svg = element(
      "svg",
      { viewBox: `0 0 800 ${height}`, role: "img", "aria-label": scene.labels.diagram },
      parent,
    );
    const marker = element(
      "marker",
      {
        id: "tip",
        viewBox: "0 0 8 8",
        refX: 7,
        refY: 4,
        markerWidth: 9,
        markerHeight: 9,
        markerUnits: "userSpaceOnUse",
        orient: "auto",
      },
      element("defs", {}, this.svg),
    );
    element("path", { d: "M0 0L8 4L0 8Z", fill: "context-stroke" }, marker);
    this.wires = wires.map((wire) => this.wire(wire));
    for (const node of nodes) this.node(node);
    this.boxes = Object.entries(boxes).map(([name, box]) => this.box(name, box));
    element("text", { ...where, class: "where", "text-anchor": "middle" }, this.svg, scene.labels.onwards);
  }

  wire(wire) {
    const path = element(
      "path",
      {
        d: wire.d,
        class: "wire",
        stroke: wire.colour,
        "data-stage": wire.stage,
        ...(wire.arrow ? { "marker-end": "url(#tip)" } : {}),
      },
      this.svg,
    );
    return { path, value: wire.value };
  }

  node(node) {
    const group = element("g", { class: "node", "data-stage": node.stage }, this.svg);
    const { width = 26 } = node;
    if (node.square) element("rect", { x: node.x - width / 2, y: node.y - 12, width, height: 24, rx: 4 }, group);
    else element("circle", { cx: node.x, cy: node.y, r: 12 }, group);
    element(
      "text",
      { x: node.x, y: node.y, "text-anchor": "middle", "dominant-baseline": "central" },
      group,
      node.sign,
    );
  }

  box(name, box) {
    const group = element("g", { class: "box", "data-stage": box.stage, "data-box": name }, this.svg);
    element("rect", { x: box.x, y: box.y, ...BOX, rx: 8, class: "frame", stroke: box.colour }, group);
    const count = name === "x" ? this.features : this.units;
    const inner = { x: box.x + 4, width: BOX.width - 8, top: box.y + 24, height: BOX.height - 28 };
    if (!box.gate)
      element("path", { d: `M${inner.x} ${inner.top + inner.height / 2}h${inner.width}`, class: "zero" }, group);
    const bars = element("path", { class: "bars", fill: box.colour }, group);
    const lit = element(
      "rect",
      { class: "lit", width: Math.max(inner.width / count, 2), y: inner.top, height: inner.height },
      group,
    );
    symbol(element("text", { x: box.x + 6, y: box.y + 17, class: "label" }, group), box.label);
    const number = element(
      "text",
      { x: box.x + BOX.width - 6, y: box.y + 17, class: "number", "text-anchor": "end" },
      group,
    );
    const held = { x: box.x + BOX.width - 2, y: box.y + BOX.height + 16, class: "tag", "text-anchor": "end" };
    const lock = element("text", held, group);
    if (box.tag) element("text", { x: box.x + 2, y: box.y + BOX.height + 16, class: "tag" }, group, box.tag);
    return { name, group, bars, lit, number, lock, inner, count, gate: box.gate };
  }

  // `vectors[name]` are the numbers of a box, `values[name]` those of the unit in view on the wires, `scales[name]` what
  // a full bar stands for where that is not 1.
  fill(vectors, values, unit, stage, scales, isHeld) {
    for (const box of this.boxes) {
      box.group.classList.toggle("held", isHeld(box.name));
      box.lock.textContent = isHeld(box.name) ? `🔒 ${this.held}` : "";
      const vector = vectors[box.name];
      const { x, width, top, height } = box.inner;
      const step = width / box.count;
      const gap = box.count <= 40 ? Math.min(1.5, step * 0.2) : 0;
      const middle = box.gate ? top + height : top + height / 2;
      const most = box.gate ? height : height / 2;
      const reach = most / (box.gate ? 1 : (scales[box.name] ?? scales.state));
      let d = "";
      for (let i = 0; i < box.count; i++) {
        const size = Math.max(-most, Math.min(most, -vector[i] * reach));
        d += `M${(x + i * step).toFixed(1)} ${middle.toFixed(1)}v${size.toFixed(1)}h${(step - gap).toFixed(2)}v${(-size).toFixed(1)}`;
      }
      box.bars.setAttribute("d", d);
      if (box.name === "x") box.lit.style.display = "none";
      else {
        box.lit.setAttribute("x", x + unit * step);
        box.number.textContent = vector[unit].toFixed(3).replace("-", "−");
        box.number.dataset.value = vector[unit];
      }
    }
    for (const { path, value } of this.wires) {
      const strength = Math.min(1, Math.abs(values[value]));
      path.style.strokeWidth = 1.2 + 6 * strength;
      path.style.strokeOpacity = 0.25 + 0.75 * strength;
    }
    if (stage !== this.stage) {
      this.stage = stage;
      for (const part of this.svg.querySelectorAll("[data-stage]")) {
        part.classList.toggle("ahead", +part.dataset.stage > stage);
        part.classList.toggle("now", +part.dataset.stage === stage);
      }
    }
  }

  // The unit under the pointer, or null.
  unitAt(event) {
    const group = event.target.closest?.("[data-box]");
    const box = group && this.boxes.find((each) => each.group === group);
    if (!box || box.name === "x") return null;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    const unit = Math.floor(((at.x - box.inner.x) / box.inner.width) * box.count);
    return Math.max(0, Math.min(box.count - 1, unit));
  }
}
