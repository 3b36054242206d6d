// Album: draws every figure of the page as pictures, one after another, and hands them to Python.
import { filled, html } from "../shared/dom.js";
import { plotly } from "../heatmaps/plotly.js";

const WIDTH = 960;
const SCALE = 3;

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".album") ?? html("div", "album", parentElement);
  root.replaceChildren();
  for (const [kind, label] of Object.entries(data.labels)) {
    const button = html("button", "", root, label);
    button.type = "button";
    button.addEventListener("click", async () => {
      button.disabled = true;
      const tell = (done, all) => (button.textContent = filled(data.making, { done, all }));
      const pictures = await drawn(await plotly(data.sources), tell);
      button.textContent = label;
      button.disabled = false;
      setTriggerValue("drawn", { kind, pictures });
    });
  }
}

async function drawn(Plotly, tell) {
  const plots = [...document.querySelectorAll("[data-testid=stMainBlockContainer] .js-plotly-plot")];
  const found = [];
  for (const [index, plot] of plots.entries()) {
    tell(index + 1, plots.length);
    // One by one: each is a picture of some megabytes while it is made.
    // oxlint-disable-next-line no-await-in-loop
    found.push(await picture(Plotly, plot));
  }
  return found;
}

// What cannot be drawn is named; the others are there.
async function picture(Plotly, plot) {
  const told = { title: words(plot._fullLayout.title.text), sentence: sentence(plot) };
  try {
    const size = { width: WIDTH, height: plot._fullLayout.height };
    const png = await Plotly.toImage(plot, { format: "png", scale: SCALE, ...size });
    const svg = await Plotly.toImage(plot, { format: "svg", ...size });
    return {
      ...told,
      png: png.split(",")[1],
      svg: decodeURIComponent(svg.slice(svg.indexOf(",") + 1)),
      csv: csv(plot),
    };
  } catch (error) {
    console.error(error);
    return { ...told, failed: String(error).slice(0, 200) };
  }
}

// How to read it: what stands under the figure.
function sentence(plot) {
  const own = [...(plot.closest("[class*=st-key-]")?.classList ?? [])].find((name) => name.startsWith("st-key-"));
  return document.querySelector(`.${own}_below [data-testid=stCaptionContainer]`)?.innerText.trim() ?? "";
}

function words(markup) {
  return new DOMParser().parseFromString(markup ?? "", "text/html").body.textContent.trim();
}

// The numbers of every trace: of a heatmap its step, unit and value, of a line or a bar its place and value. A heatmap
// without a scale is a strip of words.
function csv(plot) {
  const rows = ["name,x,y,value"];
  for (const trace of plot._fullData) {
    if (trace.type === "heatmap" && !trace.coloraxis) continue;
    const name = `"${words(trace.name ?? "").replaceAll('"', '""')}"`;
    if (trace.type === "heatmap") {
      for (const [y, row] of Array.from(trace.z).entries()) {
        for (const [x, value] of Array.from(row).entries()) rows.push(`${name},${x},${y},${value}`);
      }
    } else {
      const [xs, ys] = [Array.from(trace.x ?? []), Array.from(trace.y ?? [])];
      for (const [index, y] of ys.entries()) rows.push(`${name},${xs[index] ?? index},,${y}`);
    }
  }
  return rows.join("\n");
}
