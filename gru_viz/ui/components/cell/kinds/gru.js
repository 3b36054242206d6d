// GRU: its diagram, its vectors and its arithmetic, in every convention.
import { COLOUR } from "../colours.js";
import { factor, old, part, plus } from "../words.js";

function boxes(before, keeps, from) {
  return {
    previous: { x: 6, y: 50, colour: COLOUR.h, label: from, stage: 0 },
    x: { x: 6, y: 450, colour: COLOUR.x, label: "x_{t}", stage: 0 },
    r: { x: 150, y: 300, colour: COLOUR.r, label: "r_{t}", tag: "σ", stage: 1, gate: true },
    z: { x: 370, y: 300, colour: COLOUR.z, label: "z_{t}", tag: "σ", stage: 1, gate: true },
    filtered: { x: 240, y: 190, colour: COLOUR.h, label: before ? `r⊙${from}` : `r⊙W${from}`, stage: 2 },
    n: { x: 560, y: 300, colour: COLOUR.n, label: "h̃_{t}", tag: "tanh", stage: 3 },
    kept: { x: 452, y: 50, colour: COLOUR.h, label: `${keeps ? "z" : "(1−z)"}⊙${from}`, stage: 4 },
    written: { x: 642, y: 158, colour: COLOUR.n, label: `${keeps ? "(1−z)" : "z"}⊙h̃_{t}`, stage: 4 },
    h: { x: 670, y: 50, colour: COLOUR.h, label: "h_{t}", stage: 5 },
  };
}

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
          { d: "M432 262H518", value: "z", arrow: false },
          { d: "M542 262H610", value: "1-z" },
        ]
      : [
          { d: "M432 300V192", value: "z", arrow: false },
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

function picture(scene) {
  const before = scene.reset === "before";
  const keeps = scene.update === "keep";
  return {
    height: 540,
    boxes: boxes(before, keeps, old(scene)),
    wires: wires(before, keeps),
    nodes: nodes(before, keeps),
    where: { x: 732, y: 13 },
  };
}

function vectors(numbers, t) {
  const { scene } = numbers;
  const keeps = scene.update === "keep";
  const [r, z, n, h] = ["r", "z", "n", "h"].map((name) => numbers.row(numbers[name], t));
  const previous = numbers.previous(t);
  const seen = scene.reset === "before" ? previous : stateSum(numbers, previous);
  return {
    previous,
    r,
    z,
    n,
    h,
    "1-z": numbers.each((i) => 1 - z[i]),
    kept: numbers.each((i) => (keeps ? z[i] : 1 - z[i]) * previous[i]),
    written: numbers.each((i) => (keeps ? 1 - z[i] : z[i]) * n[i]),
    filtered: numbers.each((i) => r[i] * seen[i]),
  };
}

// W_hn h + b_hn for every unit.
function stateSum(numbers, previous) {
  const bias = (unit) => (numbers.c.length ? numbers.c[2 * numbers.H + unit] : 0);
  return Float64Array.from(
    { length: numbers.H },
    (_, unit) => numbers.product(numbers.u, 2, unit, previous) + bias(unit),
  );
}

function recurrent(numbers, t, row) {
  const v = numbers.vectors(t);
  if (row < 2) return { state: v.previous };
  return numbers.scene.reset === "before" ? { state: v.filtered } : { state: v.previous, reset: v.r };
}

function scales(numbers) {
  return numbers.scene.reset === "before" ? {} : { filtered: numbers.largest("filtered") };
}

function lines(page, numbers, t, unit) {
  const { scene } = numbers;
  const v = numbers.vectors(t);
  const keeps = scene.update === "keep";
  const before = old(scene);
  const [gates, filter, candidate, mix, on] = page.stages;
  page.sum(gates, "r", "r_{t}", "σ", numbers.sum(t, 0, unit), v.r[unit]);
  page.sum(gates, "z", "z_{t}", "σ", numbers.sum(t, 1, unit), v.z[unit]);
  const third = numbers.sum(t, 2, unit);
  const state = part("h", v.previous[unit]);
  const filtered = part("h", v.filtered[unit], "filtered");
  const reset = [part("r", v.r[unit]), " · "];
  if (scene.reset === "before") {
    page.line(filter, part("r", "r_{t}"), ` ⊙ ${before} = `, reset, factor(state), " = ", filtered);
  } else {
    const bias = third.stateBias === null ? [] : plus(third.stateBias);
    const name = third.stateBias === null ? `W ${before}` : `(W ${before} + b)`;
    const inside = ["(", part("h", third.state), bias, ")"];
    page.line(filter, part("r", "r_{t}"), ` ⊙ ${name} = `, reset, inside, " = ", filtered);
  }
  page.sum(candidate, "n", "h̃_{t}", "tanh", third, v.n[unit], v.filtered[unit]);
  const [keep, write] = keeps ? [v.z[unit], 1 - v.z[unit]] : [1 - v.z[unit], v.z[unit]];
  const h = part("h", v.h[unit], "h");
  page.line(mix, part("h", "h_{t}"), ` = ${keeps ? "z" : "(1−z)"} ⊙ ${before} + ${keeps ? "(1−z)" : "z"} ⊙ h̃_{t}`);
  page.mix(mix, [part("z", keep), state], [part("z", write), part("n", v.n[unit])]);
  const sum = ["= ", part("h", v.kept[unit], "kept"), plus(v.written[unit], "n", "written")];
  if (page.isHeld("h")) {
    page.line(mix, sum);
    page.line(mix, page.instead(h, [part("h", v.kept[unit] + v.written[unit])]));
  } else page.line(mix, sum, " = ", h);
  page.line(on, part("h", "h_{t}"), " = ", h, ` → ${scene.labels.goes}`);
}

export const GRU = { letters: ["r", "z", "n", "h"], picture, vectors, recurrent, scales, lines };
