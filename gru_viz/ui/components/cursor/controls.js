// Controls: one kind for each way to move the cursor along a field. Each maker gets what Python says of the control, an
// element of its own and the cursor; what it returns can `show` where the cursor is, and `leave`.
import { button, html } from "../shared/dom.js";
import { faceOf, Player } from "../shared/player.js";

const BEAT = 900; // ms a step

export const KINDS = { play, slider, number, choice };

// Step by step through the sequence, in the order in which it is read.
function play({ label, pause, back, on }, root, cursor) {
  const along = () => (cursor.place.direction === "backward" ? -1 : 1);
  button("‹", back, root, () => cursor.walk("step", -1));
  const start = button("▶", label, root, () => player.toggle());
  start.classList.add("main");
  button("›", on, root, () => cursor.walk("step", 1));
  const player = new Player(cursor, {
    stride: () => cursor.walk("step", along()),
    rewind: () => {
      const last = cursor.count("step") - 1;
      const [begin, end] = along() > 0 ? [0, last] : [last, 0];
      if (cursor.place.step === end) cursor.move({ step: begin });
    },
    beat: () => BEAT,
    face: faceOf(start, label, pause),
  });
  cursor.player = player;
  return {
    leave: () => {
      player.stop();
      if (cursor.player === player) cursor.player = undefined;
    },
  };
}

// Many values on a line; `names` are what they are called, where that is not their number.
function slider({ field, label, names }, root, cursor) {
  const words = html("label", "", root, label);
  const value = html("output", "", words);
  const line = html("input", "", words);
  Object.assign(line, { type: "range", min: 0, step: 1 });
  line.addEventListener("input", () => cursor.move({ [field]: +line.value }));
  return {
    show: () => {
      line.max = cursor.count(field) - 1;
      line.value = cursor.place[field];
      value.textContent = names?.[cursor.place[field]] ?? cursor.place[field];
      line.setAttribute("aria-valuetext", value.textContent);
    },
  };
}

function number({ field, label }, root, cursor) {
  const box = html("input", "", html("label", "", root, label));
  Object.assign(box, { type: "number", min: 0, step: 1 });
  box.addEventListener("change", () => {
    cursor.move({ [field]: +box.value });
    box.value = cursor.place[field];
  });
  return {
    show: () => {
      box.max = cursor.count(field) - 1;
      box.value = cursor.place[field];
    },
  };
}

// A few values side by side.
function choice({ field, label, options, names }, root, cursor) {
  root.setAttribute("role", "radiogroup");
  root.setAttribute("aria-label", label);
  html("span", "label", root, label);
  const group = `cursor-${field}`;
  const radios = options.map((option, index) => {
    const words = html("label", "", root);
    const radio = html("input", "", words);
    Object.assign(radio, { type: "radio", name: group, value: option });
    html("span", "", words, names?.[index] ?? option);
    radio.addEventListener("change", () => cursor.move({ [field]: option }));
    return radio;
  });
  return { show: () => radios.forEach((radio, index) => (radio.checked = options[index] === cursor.place[field])) };
}
