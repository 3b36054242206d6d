// Arithmetic: one unit at one step with its numbers in place, wherever the cursor stands.
import { filled, html } from "../shared/dom.js";
import { lasting } from "../shared/lasting.js";
import { cursor, deliver, expect, withdraw } from "../shared/page.js";
import { round } from "../shared/round.js";
import { revived, unpacked, versionOf } from "../shared/wire.js";
import { latexOf, withNumbers } from "./formula.js";
import { Run } from "../shared/run.js";
import { sums } from "./sums.js";
import { styled } from "../shared/style.js";

const style = await styled(import.meta.url);

const NAME = "arithmetic";

class Arithmetic {
  constructor(parent) {
    this.root = html("div", "arithmetic", parent);
    this.heading = html("h2", "", this.root);
    this.lines = html("div", "lines", this.root);
    this.note = html("p", "note", this.root);
    this.latex = html("button", "latex", this.root);
    this.latex.type = "button";
    this.latex.addEventListener("click", () => this.copyLatex());
    this.terms = html("details", "", this.root);
    this.summary = html("summary", "", this.terms);
    this.frame = html("div", "scroll", this.terms);
    this.terms.addEventListener("toggle", () => this.list());
    this.unfollow = cursor.follow(this);
    this.endings = [];
  }

  receive(data) {
    const version = versionOf(data);
    if (version === this.version) return;
    this.version = version;
    this.data = revived(unpacked(data));
    for (const end of this.endings) end();
    const { picture, weights, labels } = this.data;
    this.note.textContent = labels.note;
    this.summary.textContent = labels.terms;
    this.latex.textContent = labels.latex;
    this.endings = [
      expect(`picture ${picture}`, (found) => this.take({ frames: found.frames })),
      expect(weights, (found) => this.take({ layers: revived(unpacked(found)) })),
    ];
  }

  take(what) {
    Object.assign(this, what);
    this.draw();
  }

  move() {
    this.draw();
  }

  // Everything that one unit adds up; null as long as anything is missing.
  found() {
    const { place } = cursor;
    const { frames, layers, data } = this;
    if (!frames?.message || !layers || !data || place.step === undefined) return null;
    const where = { layer: 0, sample: 0, direction: "forward", ...place };
    const run = new Run(frames, where, layers.inputs, data.directions);
    // Those of another cell, until its own have come.
    if (!run.ready || ![...data.cell.rows, ...data.cell.states].every((name) => run.rows[name])) return null;
    const side = data.directions.indexOf(where.direction);
    const weights = { ...layers.weights[where.layer][side], ...data.biases[where.layer][side] };
    // Those of the run before, until its own have come.
    const [rows, columns] = [weights.weight_ih.length, weights.weight_ih[0].length];
    if (rows !== data.cell.rows.length * run.units || columns !== run.inputs(place.step)?.length) return null;
    return { ...sums(data.cell, run, weights, place.step, place.unit), token: run.picture.tokens[place.step] };
  }

  draw() {
    const found = this.found();
    const [side, drawn] = this.template();
    this.root.hidden = !found || !drawn;
    this.shown = found;
    if (this.root.hidden) return this.wait(found && !drawn);
    const { labels } = this.data;
    const { step, unit } = cursor.place;
    this.heading.textContent = filled(labels.title, {
      unit,
      step,
      token: filled(labels.token, { token: found.token }),
    });
    const numbers = withNumbers(drawn, (name) => this.number(name));
    this.root.hidden = !numbers;
    if (!numbers) return this.wait(true);
    this.lines.replaceChildren(numbers);
    this.side = side;
    this.list();
    deliver(NAME, this);
  }

  // The equations as Streamlit has drawn them, out of sight: one for each direction.
  template() {
    const side = Math.max(0, this.data?.directions.indexOf(cursor.place.direction ?? "forward") ?? 0);
    return [side, document.querySelectorAll(`.st-key-${NAME}_template .katex-display`)[side]];
  }

  // They may come later than the numbers.
  wait(missing) {
    if (missing && !this.again) {
      this.again = setTimeout(() => {
        this.again = undefined;
        this.draw();
      }, 60);
    }
  }

  // "update_gate.state_bias" or "hidden_state.before"; undefined where the equations are still those of another cell.
  number(name) {
    const [quantity, part] = name.split(".");
    return (part === "before" || part === "after" ? this.shown.states : this.shown.sums)[quantity]?.[part];
  }

  // As KaTeX was given it, with the numbers in place.
  async copyLatex() {
    const { labels } = this.data;
    await navigator.clipboard.writeText(latexOf(this.lines.querySelector("annotation").textContent));
    this.latex.textContent = labels.copied;
    setTimeout(() => (this.latex.textContent = labels.latex), 2000);
  }

  // A copy of the equations, for a card beside the cell that was pressed in the picture they are about.
  copy(picture) {
    return this.root.hidden || picture !== this.data.picture
      ? null
      : [this.heading.cloneNode(true), this.lines.cloneNode(true)];
  }

  list() {
    if (!this.terms.open || !this.shown) return;
    const { inputs, previous, sums: parts } = this.shown;
    const { labels, letters } = this.data;
    const features = this.data.features[cursor.place.layer ?? 0];
    const table = html("table");
    const head = html("tr", "", html("thead", "", table));
    html("th", "", head, "");
    html("th", "", head, labels.value);
    for (const quantity of Object.keys(parts)) {
      html("th", "", head, filled(labels.weightFor, { symbol: letters[quantity] }));
      html("th", "", head, filled(labels.termOf, { symbol: letters[quantity] }));
    }
    const body = html("tbody", "", table);
    const line = (name, value, weight, state) => {
      const row = html("tr", "", body);
      html("th", "", row, name).scope = "row";
      html("td", "", row, round(value));
      for (const part of Object.values(parts)) {
        html("td", "", row, round(weight(part)));
        html("td", "", row, round(weight(part) * state(part)));
      }
    };
    for (const [i, value] of Array.from(inputs).entries()) {
      line(
        `x[${features?.[i] ?? i}]`,
        value,
        (part) => part.input_weights[i],
        () => value,
      );
    }
    for (const [i, value] of previous.entries()) {
      line(
        `h[${i}]`,
        value,
        (part) => part.state_weights[i],
        (part) => part.states[i],
      );
    }
    this.frame.replaceChildren(table);
  }

  leave() {
    clearTimeout(this.again);
    this.unfollow();
    for (const end of this.endings) end();
    withdraw(NAME, this);
  }
}

const standing = lasting((parent) => new Arithmetic(parent));

export default function ({ data, parentElement }) {
  style(parentElement);
  const [arithmetic, leave] = standing(parentElement);
  arithmetic.receive(data);
  return leave;
}
