// LSTM: its diagram, its vectors and its arithmetic: a road for the cell state, three gates, and what shows of it.
import { COLOUR } from "../colours.js";
import { old, part, plus } from "../words.js";

const GATES = [
  ["f", 138],
  ["i", 268],
  ["n", 398],
  ["o", 528],
];
const HALF = 62;

function picture(scene) {
  const h = { colour: COLOUR.h, arrow: true };
  const c = { colour: COLOUR.s, arrow: true };
  const before = old(scene, "c");
  const inputs = GATES.flatMap(([, x]) => [
    { ...h, d: `M${x + HALF + 12} 420V380`, value: "previous", stage: 1 },
    { colour: COLOUR.x, arrow: true, d: `M${x + HALF - 12} 490V380`, value: "x", stage: 1 },
  ]);
  return {
    height: 540,
    boxes: {
      before: { x: 6, y: 50, colour: COLOUR.s, label: before, stage: 0 },
      previous: { x: 6, y: 345, colour: COLOUR.h, label: old(scene), stage: 0 },
      x: { x: 6, y: 450, colour: COLOUR.x, label: "x_{t}", stage: 0 },
      f: { x: 138, y: 300, colour: COLOUR.f, label: "f_{t}", tag: "σ", stage: 1, gate: true },
      i: { x: 268, y: 300, colour: COLOUR.i, label: "i_{t}", tag: "σ", stage: 1, gate: true },
      n: { x: 398, y: 300, colour: COLOUR.n, label: "c̃_{t}", tag: "tanh", stage: 2 },
      o: { x: 528, y: 300, colour: COLOUR.o, label: "o_{t}", tag: "σ", stage: 1, gate: true },
      kept: { x: 228, y: 50, colour: COLOUR.s, label: `f⊙${before}`, stage: 3 },
      written: { x: 333, y: 158, colour: COLOUR.n, label: "i⊙c̃_{t}", stage: 3 },
      s: { x: 480, y: 50, colour: COLOUR.s, label: "c_{t}", stage: 3 },
      h: { x: 670, y: 300, colour: COLOUR.h, label: "h_{t}", stage: 4 },
    },
    wires: [
      { ...h, d: "M130 420H602", value: "previous", stage: 1, arrow: false },
      { colour: COLOUR.x, d: "M130 490H578", value: "x", stage: 1 },
      ...inputs,
      { ...c, d: "M130 90H188", value: "before", stage: 0 },
      { colour: COLOUR.f, arrow: true, d: "M200 300V102", value: "f", stage: 3 },
      { ...c, d: "M212 90H228", value: "kept", stage: 3, arrow: false },
      { ...c, d: "M352 90H383", value: "kept", stage: 3 },
      { colour: COLOUR.i, arrow: true, d: "M330 300V262H383", value: "i", stage: 3 },
      { colour: COLOUR.n, arrow: true, d: "M460 300V262H407", value: "n", stage: 3 },
      { colour: COLOUR.n, d: "M395 250V238", value: "written", stage: 3 },
      { colour: COLOUR.n, arrow: true, d: "M395 158V102", value: "written", stage: 3 },
      { ...c, d: "M407 90H480", value: "s", stage: 3 },
      { ...c, d: "M604 90H792", value: "s", stage: 5 },
      { ...c, d: "M732 90V142", value: "s", stage: 4 },
      { ...c, d: "M732 166V188", value: "squashed", stage: 4 },
      { colour: COLOUR.o, arrow: true, d: "M590 300V200H720", value: "o", stage: 4 },
      { ...h, d: "M732 212V300", value: "h", stage: 4 },
      { ...h, d: "M732 380V440", value: "h", stage: 5 },
    ],
    nodes: [
      { x: 200, y: 90, sign: "⊙", stage: 3 },
      { x: 395, y: 262, sign: "⊙", stage: 3 },
      { x: 395, y: 90, sign: "+", stage: 3 },
      { x: 732, y: 154, sign: "tanh", square: true, width: 52, stage: 4 },
      { x: 732, y: 200, sign: "⊙", stage: 4 },
    ],
    where: { x: 732, y: 460 },
  };
}

function vectors(numbers, t) {
  const [i, f, o, n, s, h] = ["i", "f", "o", "n", "s", "h"].map((name) => numbers.row(numbers[name], t));
  const before = numbers.previous(t, "s");
  return {
    previous: numbers.previous(t),
    before,
    i,
    f,
    o,
    n,
    s,
    h,
    kept: numbers.each((unit) => f[unit] * before[unit]),
    written: numbers.each((unit) => i[unit] * n[unit]),
    squashed: numbers.each((unit) => Math.tanh(s[unit])),
  };
}

function scales(numbers) {
  const s = Math.max(numbers.largest("s"), numbers.largest("before"));
  return { s, before: s, kept: s };
}

function lines(page, numbers, t, unit) {
  const { scene } = numbers;
  const v = numbers.vectors(t);
  const [gates, candidate, state, shows, on] = page.stages;
  // rows of the weights: i, f, c̃, o
  page.sum(gates, "f", "f_{t}", "σ", numbers.sum(t, 1, unit), v.f[unit]);
  page.sum(gates, "i", "i_{t}", "σ", numbers.sum(t, 0, unit), v.i[unit]);
  page.sum(gates, "o", "o_{t}", "σ", numbers.sum(t, 3, unit), v.o[unit]);
  page.sum(candidate, "n", "c̃_{t}", "tanh", numbers.sum(t, 2, unit), v.n[unit]);
  const c = part("s", v.s[unit], "s");
  page.line(state, part("s", "c_{t}"), ` = f ⊙ ${old(scene, "c")} + i ⊙ c̃_{t}`);
  page.mix(state, [part("f", v.f[unit]), part("s", v.before[unit])], [part("i", v.i[unit]), part("n", v.n[unit])]);
  page.line(state, "= ", part("s", v.kept[unit], "kept"), plus(v.written[unit], "n", "written"), " = ", c);
  const h = part("h", v.h[unit], "h");
  page.line(shows, part("h", "h_{t}"), " = o ⊙ tanh(c_{t}) = ", part("o", v.o[unit]), " · tanh(", c, ") = ", h);
  page.line(on, part("s", "c_{t}"), ` → ${scene.labels.road}`);
  page.line(on, part("h", "h_{t}"), " = ", h, ` → ${scene.labels.goes}`);
}

export const LSTM = { letters: ["i", "f", "o", "n", "s", "h"], picture, vectors, scales, lines };
