// Album: draws figures as pictures, one after another, and hands them to Python: those of the page, or the plates that
// Python has gathered.
import { filled, html } from "../shared/dom.js";
import { lasting } from "../shared/lasting.js";
import { plotly } from "../heatmaps/plotly.js";
import { versionOf } from "../shared/wire.js";
import { ofPage, ofPlate } from "./pictures.js";
import { onPaper } from "./paper.js";
import { Stage } from "./stage.js";
import { styled } from "../shared/style.js";

const style = await styled(import.meta.url);

class Album {
  constructor(parent) {
    this.root = html("div", "album", parent);
  }

  receive(bytes, tell) {
    this.tell = tell;
    const version = versionOf(bytes);
    if (version === this.version) return;
    this.version = version;
    this.data = onPaper(bytes);
    if (!this.working) this.offer();
    if (this.data.plates.length) this.make(this.data.kind, this.data.plates, ofPlate);
  }

  offer() {
    this.root.replaceChildren();
    for (const [kind, label] of Object.entries(this.data.labels)) {
      const button = html("button", "", this.root, label);
      button.type = "button";
      button.disabled = false;
      button.addEventListener("click", () => this.press(kind));
    }
  }

  press(kind) {
    if (this.data.gathers) this.tell("asked", kind);
    else this.make(kind, onPage(), ofPage);
  }

  // `draw(Plotly, figure, stage, kind)` is the picture of a figure.
  async make(kind, figures, draw) {
    if (this.working) return;
    this.working = true;
    const bar = html("progress");
    const said = html("span", "said");
    said.setAttribute("role", "status");
    this.root.replaceChildren(bar, said);
    const stage = new Stage(this.root, this.data);
    const pictures = [];
    const Plotly = await plotly(
      this.data.sources,
      figures.flatMap(({ data, drawing }) => data ?? drawing?.data ?? []),
    );
    for (const [index, figure] of figures.entries()) {
      Object.assign(bar, { max: figures.length, value: index });
      said.textContent = filled(this.data.making, { done: index + 1, all: figures.length });
      // One by one, and what is said of it is seen: each is a picture of some megabytes while it is made.
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((done) => setTimeout(done));
      // oxlint-disable-next-line no-await-in-loop
      pictures.push(await draw(Plotly, figure, stage, kind));
    }
    stage.leave();
    this.working = false;
    this.offer();
    this.tell("drawn", { kind, pictures });
  }
}

// Every figure of the page, in its order: Plotly's, and the diagram of the cell.
function onPage() {
  const main = document.querySelector("[data-testid=stMainBlockContainer]");
  const found = [...main.querySelectorAll(".js-plotly-plot, [class*=st-key-cell_diagram]")];
  return found.map((each) => (each.matches(".js-plotly-plot") ? each : cellIn(each))).filter(Boolean);
}

function cellIn(element) {
  for (const each of element.querySelectorAll("*")) {
    const root = each.shadowRoot?.querySelector(".cell");
    if (root?.cell) return root.cell;
  }
  return null;
}

const standing = lasting((parent) => new Album(parent));

export default function ({ data, parentElement, setTriggerValue }) {
  style(parentElement);
  const [album, leave] = standing(parentElement);
  album.receive(data, setTriggerValue);
  return leave;
}
