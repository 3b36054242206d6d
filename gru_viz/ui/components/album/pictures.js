// Pictures: a figure as PNG, SVG and numbers. What cannot be drawn is named; the others are there.
import { dressed } from "../heatmaps/theme.js";
import { Diagram } from "../cell/diagram.js";
import { Numbers } from "../cell/numbers.js";
import { csvOfCell, csvOfPlot } from "./csv.js";
import { FONT } from "./stage.js";
import { painted, standalone } from "./standalone.js";

const WIDTH = 960;
const SCALE = 3;

// A figure that stands on the page: Plotly's element, or the diagram of the cell.
export function ofPage(Plotly, figure, _stage, kind) {
  const told = { title: titleOf(figure), sentence: sentenceOf(figure) };
  if (figure.diagram) return safely(told, () => ofCell(figure.diagram.svg, figure.numbers, figure.place));
  return safely(told, () => ofPlot(Plotly, figure, figure._fullLayout.height, kind));
}

// One that Python has gathered, drawn out of sight on the `stage`.
export function ofPlate(Plotly, plate, stage, kind) {
  const { title, sentence, link, words, drawing, cell, failed } = plate;
  const told = { title, sentence, link, words };
  if (failed) return { ...told, failed };
  if (cell) return safely(told, () => staged(cell, stage));
  return safely(told, () => plotted(Plotly, drawing, title, stage, kind));
}

async function safely(told, draw) {
  try {
    return { ...told, ...(await draw()) };
  } catch (error) {
    console.error(error);
    return { ...told, failed: String(error).slice(0, 200) };
  }
}

// One without a title is called what stands above it.
async function plotted(Plotly, { data, layout }, title, stage, kind) {
  const plot = stage.place();
  try {
    const config = { staticPlot: true };
    await Plotly.newPlot(plot, data, { ...dressed(layout, stage.look), width: WIDTH }, config);
    const picture = await ofPlot(Plotly, plot, plot._fullLayout.height, kind);
    return title ? picture : { ...picture, title: titleOf(plot) };
  } finally {
    Plotly.purge(plot);
    plot.remove();
  }
}

async function ofPlot(Plotly, plot, height, kind) {
  const size = { width: WIDTH, height };
  const drawn = { data: plot.data, layout: lettered(plot.layout), config: { staticPlot: true } };
  const png = await Plotly.toImage(drawn, { format: "png", scale: SCALE, ...size });
  const { title, meta } = plot._fullLayout;
  const picture = { png: png.split(",")[1], csv: csvOfPlot(plot._fullData, plot.data, title.text, meta?.tokens) };
  if (kind !== "archive") return picture;
  const svg = await Plotly.toImage(drawn, { format: "svg", ...size });
  return { ...picture, svg: decodeURIComponent(svg.slice(svg.indexOf(",") + 1)) };
}

function lettered(layout) {
  const title = { ...layout.title, font: { ...layout.title?.font, family: FONT } };
  return { ...layout, title, font: { ...layout.font, family: FONT } };
}

// The diagram of a step with all its stages.
function staged({ scene, step, unit }, stage) {
  const place = stage.place("cell still");
  const numbers = new Numbers(scene);
  const diagram = new Diagram(scene, place);
  const isHeld = (gate) => numbers.isHeld(gate, step);
  const stages = scene.labels.stages.length;
  diagram.fill(numbers.vectors(step), numbers.values(step, unit), unit, stages, numbers.scales, isHeld);
  return ofCell(diagram.svg, numbers, { step, unit }).finally(() => place.remove());
}

async function ofCell(drawn, numbers, { step }) {
  const svg = standalone(drawn, WIDTH);
  const { tokens, first } = numbers.scene;
  return { svg, png: await painted(svg, SCALE), csv: csvOfCell(step, tokens[step - first], numbers.vectors(step)) };
}

function titleOf(figure) {
  return figure.diagram ? figure.equations.heading.textContent : textOf(figure._fullLayout.title.text);
}

// How to read it: what stands under the figure, or is said of the step.
function sentenceOf(figure) {
  if (figure.diagram) return figure.spoken.textContent;
  const own = [...(figure.closest("[class*=st-key-]")?.classList ?? [])].find((name) => name.startsWith("st-key-"));
  const key = figure.closest(".heatmaps")?.querySelector(".key").textContent;
  const below = readable(document.querySelector(`.${own}_below [data-testid=stCaptionContainer]`));
  // Behind a full-width mark there is air already.
  return [key, below].filter(Boolean).join(/[。！？；：]$/.test(key ?? "") ? "" : " ");
}

// What there is to read, a formula once: KaTeX writes it for the eye, for programs that read aloud, and as it was typed.
function readable(element) {
  if (!element) return "";
  const copy = element.cloneNode(true);
  for (const formula of copy.querySelectorAll(".katex")) {
    const typed = formula.querySelector("annotation")?.textContent ?? "";
    formula.replaceWith(typed.replaceAll(String.raw`\Vert`, "‖").replaceAll(String.raw`\partial `, "∂"));
  }
  return copy.textContent.replaceAll(/\s+/g, " ").trim();
}

function textOf(markup) {
  return new DOMParser().parseFromString(markup ?? "", "text/html").body.textContent.trim();
}
