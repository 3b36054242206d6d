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
  const { title } = layout;
  const dress = template(look);
  if (isChart) for (const axis of ["xaxis", "yaxis"]) dress[axis].title = STANDOFF[axis];
  return { ...layout, title: { ...title, text: `<b>${title.text}</b>` }, template: { layout: dress } };
}

const STANDOFF = { xaxis: { standoff: 20 }, yaxis: { standoff: 24 } };

function template({ text, heading, font, headingFont, paper, line }) {
  const small = { color: text, family: font, size: 12 };
  return {
    font: small,
    title: { font: { family: headingFont, size: 16, color: heading }, xanchor: "left", x: 0, pad: { l: 4 } },
    paper_bgcolor: paper,
    plot_bgcolor: paper,
    margin: { pad: 8, l: 0, r: 0 },
    hoverlabel: { bgcolor: paper, bordercolor: line, font: small },
    xaxis: { tickcolor: line, showgrid: false, zeroline: false, automargin: true },
    yaxis: { tickcolor: line, ticklabelposition: "outside", automargin: true },
    coloraxis: { colorbar: { outlinecolor: "transparent", ticklabelposition: "outside" } },
  };
}
