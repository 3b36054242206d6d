// Plotly: the library, once for a page. Figures in the plane are drawn by Plotly's own distribution for these, which the
// browser reads in a third of the time; one that needs more brings Streamlit's, or the Python package's.
const SERVER = import.meta.url.split("/_stcore/")[0];
const PLANE = "../plotly/plotly-cartesian.min.js";
const IN_THE_PLANE = new Set(["bar", "box", "contour", "heatmap", "histogram", "pie", "scatter", "violin"]);
const loading = {};
let plane;

// `sources`: paths on the server to the whole library, in the order in which to try them.
// `traces`: what is to be drawn.
export function plotly(sources, traces = []) {
  if (canDraw(window.Plotly, traces)) return Promise.resolve(window.Plotly);
  const which = isFlat(traces) ? "plane" : "whole";
  loading[which] ??= (isFlat(traces) ? flat(sources) : first(sources)).finally(() => delete loading[which]);
  return loading[which];
}

// Whether a library that was loaded, if any was, knows such traces.
export function canDraw(Plotly, traces = []) {
  return Boolean(Plotly) && (Plotly !== plane || isFlat(traces));
}

function isFlat(traces) {
  return traces.every(({ type }) => IN_THE_PLANE.has(type ?? "scatter"));
}

async function flat(sources) {
  try {
    await script(new URL(PLANE, import.meta.url).href);
    if (window.Plotly) return (plane = window.Plotly);
  } catch (error) {
    console.warn(error);
  }
  return first(sources);
}

async function first([source, ...others]) {
  if (source === undefined) throw new Error("There is no Plotly to draw with.");
  try {
    await loaded(new URL(source, `${SERVER}/`).href);
    if (window.Plotly && window.Plotly !== plane) return window.Plotly;
  } catch (error) {
    console.warn(error);
  }
  return first(others);
}

// A module where it is one of Streamlit's, which so is the very one that Streamlit loads; else a plain script.
function loaded(address) {
  return address.includes("/static/js/") ? import(address) : script(address);
}

function script(address) {
  return new Promise((done, failed) => {
    const element = document.createElement("script");
    element.src = address;
    element.addEventListener("load", done);
    element.addEventListener("error", () => failed(new Error(`${address} cannot be loaded.`)));
    document.head.append(element);
  });
}
