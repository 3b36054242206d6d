// minGRU: its diagram, its vectors and its arithmetic; gate and candidate read the input only.
import { COLOUR } from "../colours.js";
import { old, part, plus } from "../words.js";

const SHARED = { arrow: true };

function picture(scene) {
  const h = { ...SHARED, colour: COLOUR.h };
  const z = { ...SHARED, colour: COLOUR.z, stage: 2 };
  return {
    height: 460,
    boxes: {
      previous: { x: 6, y: 50, colour: COLOUR.h, label: old(scene), stage: 0 },
      x: { x: 6, y: 370, colour: COLOUR.x, label: "x_{t}", stage: 0 },
      z: { x: 370, y: 270, colour: COLOUR.z, label: "z_{t}", tag: "σ", stage: 1, gate: true },
      n: { x: 560, y: 270, colour: COLOUR.n, label: "h̃_{t}", stage: 1 },
      kept: { x: 452, y: 50, colour: COLOUR.h, label: `(1−z)⊙${old(scene)}`, stage: 2 },
      written: { x: 642, y: 158, colour: COLOUR.n, label: "z⊙h̃_{t}", stage: 2 },
      h: { x: 670, y: 50, colour: COLOUR.h, label: "h_{t}", stage: 3 },
    },
    wires: [
      { ...h, d: "M130 90H420", value: "previous", stage: 0 },
      { ...h, d: "M444 90H452", value: "kept", stage: 2, arrow: false },
      { ...h, d: "M576 90H610", value: "kept", stage: 2 },
      { ...h, d: "M634 90H670", value: "h", stage: 3 },
      { ...h, d: "M732 50V20", value: "h", stage: 3 },
      { ...SHARED, colour: COLOUR.x, d: "M130 410H622V350", value: "x", stage: 1 },
      { ...SHARED, colour: COLOUR.x, d: "M432 410V350", value: "x", stage: 1 },
      { ...z, d: "M432 270V172", value: "z", arrow: false },
      { ...z, d: "M432 148V102", value: "1-z" },
      { ...z, d: "M432 232H610", value: "z" },
      { ...SHARED, colour: COLOUR.n, d: "M622 270V244", value: "n", stage: 2 },
      { ...SHARED, colour: COLOUR.n, d: "M622 220V102", value: "written", stage: 2 },
    ],
    nodes: [
      { x: 432, y: 90, sign: "⊙", stage: 2 },
      { x: 432, y: 160, sign: "1−", stage: 2 },
      { x: 622, y: 232, sign: "⊙", stage: 2 },
      { x: 622, y: 90, sign: "+", stage: 2 },
    ],
    where: { x: 732, y: 13 },
  };
}

function vectors(numbers, t) {
  const [z, n, h] = ["z", "n", "h"].map((name) => numbers.row(numbers[name], t));
  const previous = numbers.previous(t);
  return {
    previous,
    z,
    n,
    h,
    "1-z": numbers.each((i) => 1 - z[i]),
    kept: numbers.each((i) => (1 - z[i]) * previous[i]),
    written: numbers.each((i) => z[i] * n[i]),
  };
}

function scales(numbers) {
  const n = numbers.largest("n");
  return { n, written: n };
}

function lines(page, numbers, t, unit) {
  const { scene } = numbers;
  const v = numbers.vectors(t);
  const [inputs, mix, on] = page.stages;
  page.sum(inputs, "z", "z_{t}", "σ", numbers.sum(t, 0, unit), v.z[unit]);
  page.sum(inputs, "n", "h̃_{t}", "", numbers.sum(t, 1, unit), v.n[unit]);
  const h = part("h", v.h[unit], "h");
  page.line(mix, part("h", "h_{t}"), ` = (1−z) ⊙ ${old(scene)} + z ⊙ h̃_{t}`);
  const kept = [part("z", v["1-z"][unit]), part("h", v.previous[unit])];
  page.mix(mix, kept, [part("z", v.z[unit]), part("n", v.n[unit])]);
  page.line(mix, "= ", part("h", v.kept[unit], "kept"), plus(v.written[unit], "n", "written"), " = ", h);
  page.line(on, part("h", "h_{t}"), " = ", h, ` → ${scene.labels.goes}`);
}

export const MINGRU = { letters: ["z", "n", "h"], picture, vectors, scales, lines };
