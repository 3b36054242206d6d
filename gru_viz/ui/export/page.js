// Page: what Streamlit does for a component, done for those of this file.
import cell from "gru-viz/cell/cell.js";
import cursor from "gru-viz/cursor/cursor.js";
import heatmaps from "gru-viz/heatmaps/heatmaps.js";
import parcel from "gru-viz/parcel/parcel.js";
import { cursor as where, deliver } from "gru-viz/shared/page.js";

const page = JSON.parse(document.querySelector("#page").textContent);
const nobody = () => {};

function place(name) {
  return document.querySelector(`#${name}`);
}

// In a shadow root with its own style, as on a page of the app.
function shadow(name, within = place(name)) {
  const root = within.attachShadow({ mode: "open" });
  const style = document.createElement("style");
  style.textContent = page.styles[name];
  root.append(style);
  return root;
}

function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.codePointAt(0));
}

cursor({ data: page.cursor, parentElement: shadow("cursor"), setTriggerValue: nobody });
await draw();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
if (page.others) parcel({ data: bytes(page.others) });
if (page.cell) {
  const root = shadow("cell");
  cell({ data: page.cell, parentElement: root });
  explain(root);
}
document.documentElement.dataset.ready = "yes";

// In the theme as it is now.
function draw() {
  return heatmaps({ data: bytes(page.picture), parentElement: place("heatmaps"), setTriggerValue: nobody });
}

// Beside a cell of the heatmaps that is pressed stand the equations of its step and unit, as the diagram has them.
function explain(root) {
  const { layer, direction, sample } = where.place;
  const names = Object.keys(page.cell.scenes);
  const isThere = ({ place: at }) =>
    names.includes([at.layer ?? layer, at.direction ?? direction, at.sample ?? sample].join(" "));
  const copy = () => {
    if (!isThere(where)) return null;
    const card = document.createElement("div");
    const inside = document.createElement("div");
    inside.className = "cell";
    inside.style.maxWidth = "36rem";
    inside.append(root.querySelector(".equations").cloneNode(true));
    shadow("cell", card).append(inside);
    return [card];
  };
  const tell = () => deliver("arithmetic", { copy });
  where.follow({ move: tell });
  tell();
}

// One sheet of paper, A4 or Letter, in pixels inside its margins.
const PAPER = { width: 700, height: 900 };

addEventListener("beforeprint", () => {
  document.documentElement.style.colorScheme = "light";
  draw();
  const { offsetWidth, offsetHeight } = document.body;
  document.body.style.width = `${offsetWidth}px`;
  document.body.style.zoom = Math.min(1, PAPER.width / offsetWidth, PAPER.height / offsetHeight);
});
addEventListener("afterprint", () => {
  document.documentElement.style.colorScheme = "";
  Object.assign(document.body.style, { width: "", zoom: "" });
  draw();
});
