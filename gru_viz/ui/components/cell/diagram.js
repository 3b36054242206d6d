// Diagram: the cell as an SVG of boxes, wires and nodes, drawn once and filled with each step's numbers.
import { COLOUR } from "./colours.js";
import { element, symbol } from "./svg.js";

const BOX = { width: 124, height: 80 };

// What stands where. `stage` is the one in which a part comes alive.
function boxes(before, keeps, from) {
  return {
    previous: { x: 6, y: 50, colour: COLOUR.h, label: from, stage: 0 },
    x: { x: 6, y: 450, colour: COLOUR.x, label: "x_{t}", stage: 0 },
    r: { x: 150, y: 300, colour: COLOUR.r, label: "r_{t}", tag: "σ", stage: 1, gate: true },
    z: { x: 370, y: 300, colour: COLOUR.z, label: "z_{t}", tag: "σ", stage: 1, gate: true },
    filtered: { x: 240, y: 190, colour: COLOUR.h, label: before ? `r⊙${from}` : "r⊙Wh", stage: 2 },
    n: { x: 560, y: 300, colour: COLOUR.n, label: "h̃_{t}", tag: "tanh", stage: 3 },
    kept: { x: 452, y: 50, colour: COLOUR.h, label: keeps ? `z⊙${from}` : "(1−z)⊙h", stage: 4 },
    written: { x: 642, y: 158, colour: COLOUR.n, label: keeps ? "(1−z)⊙h̃" : "z⊙h̃", stage: 4 },
    h: { x: 670, y: 50, colour: COLOUR.h, label: "h_{t}", stage: 5 },
  };
}

// The wires as paths; their thickness and opacity carry the value named by `value`.
function wires(before, keeps) {
  const h = { colour: COLOUR.h, arrow: true };
  return [
    { ...h, d: "M130 90H420", value: "previous", stage: 0 },
    { ...h, d: "M444 90H452", value: "kept", stage: 4, arrow: false },
    { ...h, d: "M576 90H610", value: "kept", stage: 4 },
    { ...h, d: "M634 90H670", value: "h", stage: 5 },
    { ...h, d: "M732 50V20", value: "h", stage: 5 },
    { ...h, d: "M138 90V460H448V380", value: "previous", stage: 1 },
    { ...h, d: "M228 460V380", value: "previous", stage: 1 },
    { colour: COLOUR.x, arrow: true, d: "M130 490H600V380", value: "x", stage: 1 },
    { colour: COLOUR.x, arrow: true, d: "M196 490V380", value: "x", stage: 1 },
    { colour: COLOUR.x, arrow: true, d: "M416 490V380", value: "x", stage: 1 },
    { colour: COLOUR.r, arrow: true, d: "M212 300V242", value: "r", stage: 2 },
    ...(before
      ? [{ ...h, d: "M212 90V218", value: "previous", stage: 2 }]
      : [
          { ...h, d: "M212 90V148", value: "previous", stage: 2 },
          { ...h, d: "M212 172V218", value: "previous", stage: 2 },
        ]),
    { ...h, d: "M224 230H240", value: "filtered", stage: 2, arrow: false },
    ...(before
      ? [
          { ...h, d: "M302 270V430H527", value: "filtered", stage: 3 },
          { ...h, d: "M553 430H650V380", value: "filtered", stage: 3 },
        ]
      : [{ ...h, d: "M302 270V430H650V380", value: "filtered", stage: 3 }]),
    ...(keeps
      ? [
          { d: "M432 300V102", value: "z" },
          { d: "M432 262H518", value: "1-z", arrow: false },
          { d: "M542 262H610", value: "1-z" },
        ]
      : [
          { d: "M432 300V192", value: "1-z", arrow: false },
          { d: "M432 168V102", value: "1-z" },
          { d: "M432 262H610", value: "z" },
        ]
    ).map((wire) => ({ colour: COLOUR.z, arrow: true, stage: 4, ...wire })),
    { colour: COLOUR.n, arrow: true, d: "M622 300V274", value: "n", stage: 4 },
    { colour: COLOUR.n, arrow: true, d: "M622 250V102", value: "written", stage: 4 },
  ];
}

function nodes(before, keeps) {
  return [
    { x: 212, y: 230, sign: "⊙", stage: 2 },
    { x: before ? 540 : 212, y: before ? 430 : 160, sign: "W", square: true, stage: before ? 3 : 2 },
    { x: 432, y: 90, sign: "⊙", stage: 4 },
    { x: keeps ? 530 : 432, y: keeps ? 262 : 180, sign: "1−", stage: 4 },
    { x: 622, y: 262, sign: "⊙", stage: 4 },
    { x: 622, y: 90, sign: "+", stage: 4 },
  ];
}

// The state that a step starts from.
export function old(scene) {
  return scene.backward ? "h_{t+1}" : "h_{t−1}";
}

export class Diagram {
  constructor(scene, parent) {
    const before = scene.reset === "before";
    const keeps = scene.update === "keep";
    this.units = scene.units;
    this.features = scene.features.length;
    this.svg = element("svg", { viewBox: "0 0 800 540", role: "img", "aria-label": scene.labels.diagram }, parent);
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
    this.wires = wires(before, keeps).map((wire) => this.wire(wire));
    for (const node of nodes(before, keeps)) this.node(node);
    this.boxes = Object.entries(boxes(before, keeps, old(scene))).map(([name, box]) => this.box(name, box));
    element("text", { x: 732, y: 13, class: "where", "text-anchor": "middle" }, this.svg, scene.labels.onwards);
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
    if (node.square) element("rect", { x: node.x - 13, y: node.y - 12, width: 26, height: 24, rx: 4 }, group);
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
    if (box.tag) element("text", { x: box.x + 2, y: box.y + BOX.height + 16, class: "tag" }, group, box.tag);
    return { name, group, bars, lit, number, inner, count, gate: box.gate };
  }

  // `vectors[name]` are the numbers of a box, `values[name]` those of the unit in view on the wires, `scales[name]` what
  // a full bar stands for where that is not 1.
  fill(vectors, values, unit, stage, scales) {
    for (const box of this.boxes) {
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
