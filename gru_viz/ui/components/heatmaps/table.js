// Table: the numbers of a picture for those who read them, made when it is asked for.
import { clip } from "../shared/clip.js";
import { html } from "../shared/dom.js";
import { round } from "../shared/round.js";

// Rows and columns at most; of a larger picture those around the cell in view.
const MOST_UNITS = 64;
const MOST_STEPS = 60;

export class Table {
  constructor(parent) {
    this.root = html("details", "table", parent);
    this.title = html("summary", "", this.root);
    this.choice = html("select", "", this.root);
    this.frame = html("div", "scroll", this.root);
    this.choice.addEventListener("change", () => this.draw());
    this.root.addEventListener("toggle", () => this.draw());
  }

  // `labels`: { table, unit, of }, `names` what each heatmap is called.
  show(heatmaps, tokens, cell, labels) {
    Object.assign(this, { heatmaps, tokens, cell, labels });
    this.root.hidden = !heatmaps.length;
    this.title.textContent = labels.table;
    this.choice.ariaLabel = labels.which;
    if (this.choice.options.length !== heatmaps.length) {
      this.choice.replaceChildren(...heatmaps.map((each, index) => new Option(called(each), index)));
    }
    if (this.root.open) this.draw();
  }

  draw() {
    if (!this.root.open || !this.heatmaps?.length) return;
    const { z, name, meta } = this.heatmaps[this.choice.value || 0];
    const { step, unit } = this.cell ?? { step: 0, unit: 0 };
    const units = around(unit, z.length, MOST_UNITS);
    const steps = around(step, z[0].length, MOST_STEPS);
    const table = html("table");
    html("caption", "", table, called({ name, meta }));
    const head = html("tr", "", html("thead", "", table));
    html("th", "", head, this.labels.unit);
    for (const t of steps) html("th", "", head, this.tokens?.[t] ?? t).scope = "col";
    const body = html("tbody", "", table);
    for (const u of units) {
      const line = html("tr", "", body);
      html("th", "", line, u).scope = "row";
      for (const t of steps) html("td", u === unit && t === step ? "here" : "", line, round(z[u][t]));
    }
    this.frame.replaceChildren(table);
  }
}

// What a heatmap shows, without the mark-up that only Plotly reads.
export function called({ name = "", meta }) {
  return (meta?.title ?? name)
    .replace("<sub>t</sub>", "ₜ")
    .replace(/<[^>]*>/g, "")
    .replace("■", "")
    .trim();
}

// At most `most` of `count` neighbours, with `at` among them.
export function around(at, count, most) {
  const first = clip(at - Math.floor(most / 2), 0, count - most);
  return Array.from({ length: Math.min(most, count) }, (_, index) => first + index);
}
