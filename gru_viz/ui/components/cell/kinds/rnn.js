// RNN: its diagram, its vectors and its arithmetic: no gate, one sum and one function.
import { COLOUR } from "../colours.js";
import { old, part } from "../words.js";

function picture(scene) {
  const h = { colour: COLOUR.h, arrow: true };
  const x = { colour: COLOUR.x, arrow: true };
  return {
    height: 300,
    boxes: {
      previous: { x: 6, y: 46, colour: COLOUR.h, label: old(scene), stage: 0 },
      x: { x: 6, y: 190, colour: COLOUR.x, label: "x_{t}", stage: 0 },
      a: { x: 372, y: 116, colour: COLOUR.n, label: "a_{t}", stage: 1 },
      h: { x: 640, y: 116, colour: COLOUR.h, label: "h_{t}", stage: 2 },
    },
    wires: [
      { ...h, d: "M130 86H197", value: "previous", stage: 1 },
      { ...h, d: "M223 86H310V144", value: "previous", stage: 1 },
      { ...x, d: "M130 230H197", value: "x", stage: 1 },
      { ...x, d: "M223 230H310V168", value: "x", stage: 1 },
      { colour: COLOUR.n, arrow: true, d: "M322 156H372", value: "a", stage: 1 },
      { colour: COLOUR.n, arrow: true, d: "M496 156H540", value: "a", stage: 2 },
      { ...h, d: "M596 156H640", value: "h", stage: 2 },
      { ...h, d: "M702 116V34", value: "h", stage: 2 },
    ],
    nodes: [
      { x: 210, y: 86, sign: "W", square: true, stage: 1 },
      { x: 210, y: 230, sign: "W", square: true, stage: 1 },
      { x: 310, y: 156, sign: "+", stage: 1 },
      { x: 568, y: 156, sign: scene.nonlinearity === "relu" ? "ReLU" : "tanh", square: true, width: 56, stage: 2 },
    ],
    where: { x: 702, y: 24 },
  };
}

function vectors(numbers, t) {
  const previous = numbers.previous(t);
  const x = numbers.row(numbers.x, t, numbers.I);
  const bias = (unit) => (numbers.b.length ? numbers.b[unit] + numbers.c[unit] : 0);
  const sum = (unit) => numbers.product(numbers.w, 0, unit, x) + numbers.product(numbers.u, 0, unit, previous);
  return { previous, h: numbers.row(numbers.h, t), a: numbers.each((unit) => sum(unit) + bias(unit)) };
}

function scales(numbers) {
  return { a: numbers.largest("a") };
}

function lines(page, numbers, t, unit) {
  const { scene } = numbers;
  const v = numbers.vectors(t);
  const name = scene.nonlinearity === "relu" ? "ReLU" : "tanh";
  const [sum, squash] = page.stages;
  page.sum(sum, "h", "h_{t}", name, numbers.sum(t, 0, unit), v.h[unit]);
  page.line(squash, part("h", "h_{t}"), " = ", part("h", v.h[unit]), ` → ${scene.labels.goes}`);
}

export const RNN = { letters: ["h"], picture, vectors, scales, lines };
