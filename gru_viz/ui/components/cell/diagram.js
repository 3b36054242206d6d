// Diagram: the cell as an SVG of boxes, wires and nodes, drawn once and filled with each step's numbers.
import { clip } from "../shared/clip.js";
import { KINDS } from "./kinds/kinds.js";
import { element, symbol } from "./svg.js";

const BOX = { width: 124, height: 80 };
const WIDTH = 800;
// Of letters, in the picture's own units; and in pixels, on a wall, where none may be smaller.
const FONT = 16;
const LEAST = 12.2;
// What is written above the topmost box.
const ABOVE = 6;
// How much wider than high a wall may make it.
const WIDEST = 1.5;

export class Diagram {
  // `room` on a wall: the pixels { width, height } that it may fill. It is made wider, not larger in its letters only.
  constructor(scene, parent, room) {
    const { height, boxes, wires, nodes, where } = KINDS[scene.cell].picture(scene);
    const tall = height + ABOVE;
    this.wide = room ? clip((room.width / room.height) * (tall / WIDTH), 1, WIDEST) : 1;
    const size = room ? Math.min(room.width / (WIDTH * this.wide), room.height / tall) : 1;
    this.font = room ? Math.max(FONT, LEAST / size) : FONT;
    this.units = scene.units;
    this.held = scene.labels.held;
    this.features = scene.features.length;
    this.svg = element(
      "svg",
      { viewBox: `0 ${-ABOVE} ${WIDTH * this.wide} ${tall}`, role: "img", "aria-label": scene.labels.diagram },
      parent,
    );
    this.svg.style.setProperty("--font", `${this.font}px`);
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
    const at = { x: where.x * this.wide, y: where.y, class: "where", "text-anchor": "middle" };
    element("text", at, this.svg, scene.labels.onwards);
  }

  wire(wire) {
    const path = element(
      "path",
      {
        d: stretched(wire.d, this.wide),
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
    const x = node.x * this.wide;
    const width = (node.square ? (node.width ?? 26) : 24) * this.wide;
    element("rect", { x: x - width / 2, y: node.y - 12, width, height: 24, rx: node.square ? 4 : 12 }, group);
    element("text", { x, y: node.y, "text-anchor": "middle", "dominant-baseline": "central" }, group, node.sign);
  }

  box(name, box) {
    const { font } = this;
    const group = element("g", { class: "box", "data-stage": box.stage, "data-box": name }, this.svg);
    const [left, width, foot] = [box.x * this.wide, BOX.width * this.wide, box.y + BOX.height + font];
    const frame = { x: left, y: box.y, width, height: BOX.height, rx: 8, class: "frame", stroke: box.colour };
    element("rect", frame, group);
    const label = element("text", { x: left + 6, y: box.y + font + 1, class: "label" }, group);
    symbol(label, box.label);
    const number = element("text", { x: left + width - 6, class: "number", "text-anchor": "end" }, group, "−0.000");
    // A long name has its number under it.
    const rows = label.getComputedTextLength() + number.getComputedTextLength() > width - 18 ? 2 : 1;
    number.setAttribute("y", box.y + rows * font + 1);
    if (name === "x") number.remove();
    const above = rows * font + (rows === 1 ? 8 : 5);
    const inner = { x: left + 4, width: width - 8, top: box.y + above, height: BOX.height - above - 4 };
    const count = name === "x" ? this.features : this.units;
    if (!box.gate)
      element("path", { d: `M${inner.x} ${inner.top + inner.height / 2}h${inner.width}`, class: "zero" }, group);
    const bars = element("path", { class: "bars", fill: box.colour }, group);
    const one = element("path", { class: "one", fill: box.colour }, group);
    const lit = element(
      "rect",
      { class: "lit", width: Math.max(inner.width / count, 2), y: inner.top, height: inner.height },
      group,
    );
    const lock = element("text", { x: left + width - 2, y: foot, class: "tag", "text-anchor": "end" }, group);
    if (box.tag) element("text", { x: left + 2, y: foot, class: "tag" }, group, box.tag);
    return { name, group, bars, one, lit, number, lock, inner, count, gate: box.gate };
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
      const bars = Array.from({ length: box.count }, (_, i) => {
        const size = clip(-vector[i] * reach, -most, most);
        return `M${(x + i * step).toFixed(1)} ${middle.toFixed(1)}v${size.toFixed(1)}h${(step - gap).toFixed(2)}v${(-size).toFixed(1)}`;
      });
      box.bars.setAttribute("d", bars.join(""));
      if (box.name === "x") box.lit.style.display = "none";
      else {
        box.one.setAttribute("d", bars[unit]);
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
    return clip(unit, 0, box.count - 1);
  }
}

// A path of straight pieces (M x y, H x, V y), so many times as wide.
function stretched(path, wide) {
  return path.replace(/([MH])([\d.]+)/g, (_all, piece, x) => `${piece}${x * wide}`);
}
