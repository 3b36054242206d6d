// Theme: how Streamlit dresses a chart, for a figure that it does not draw itself.

// What the visitor's theme says, read where the figure stands.
export function lookOf(element) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(`--st-${name}`).trim();
  return {
    text: read("text-color"),
    heading: read("heading-color") || read("text-color"),
    font: read("font"),
    headingFont: read("heading-font") || read("font"),
    paper: read("background-color"),
    line: read("border-color"),
  };
}

// A layout in that dress: Streamlit's template, and the title in bold. `isChart`: axes have room for their titles, which
// those of a run need for its cells.
export function dressed(layout, look, isChart = false) {
  const { title, margin, hoversubplots: isStack } = layout;
  const dress = template(look);
  if (isChart) for (const axis of ["xaxis", "yaxis"]) dress[axis].title = STANDOFF[axis];
  return {
    ...layout,
    title: { ...title, text: `<b>${title.text}</b>` },
    margin: isStack ? { ...margin, l: margin.l + PAD, b: margin.b + BELOW } : margin,
    template: { layout: dress },
  };
}

// The traces of a figure as they are on such a page: on a dark one, what has colours of its own there.
export function dressedTraces(data, look) {
  if (!isDark(look.paper)) return data;
  return data.map((trace) => (trace.meta?.on_dark ? { ...trace, colorscale: trace.meta.on_dark } : trace));
}

// `colour` as Streamlit says it, in hexadecimal or as rgb(…).
export function isDark(colour) {
  const parts = colour.startsWith("#")
    ? [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
    : (colour.match(/[\d.]+/g) ?? [255, 255, 255]).slice(0, 3).map(Number);
  return parts.reduce((sum, part) => sum + part) < 3 * 128;
}

// Pixels by which the numbers and words of axes stand off, and what more those of a stack of rows need below: where Plotly
// finds no room for them, it draws the whole figure once more.
const [PAD, BELOW] = [8, 2];
const STANDOFF = { xaxis: { standoff: 20 }, yaxis: { standoff: 24 } };

function template({ text, heading, font, headingFont, paper, line }) {
  const small = { color: text, family: font, size: 12 };
  return {
    font: small,
    title: { font: { family: headingFont, size: 16, color: heading }, xanchor: "left", x: 0, pad: { l: 4 } },
    paper_bgcolor: paper,
    plot_bgcolor: paper,
    margin: { pad: PAD, l: 0, r: 0 },
    hoverlabel: { bgcolor: paper, bordercolor: line, font: small },
    xaxis: { tickcolor: line, showgrid: false, zeroline: false, automargin: true },
    yaxis: { tickcolor: line, ticklabelposition: "outside", automargin: true },
    coloraxis: { colorbar: { outlinecolor: "transparent", ticklabelposition: "outside" } },
  };
}
