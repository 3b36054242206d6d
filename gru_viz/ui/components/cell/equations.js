// Equations: the stages of a step with one unit's numbers in place.
import { filled, html } from "../shared/dom.js";
import { COLOUR } from "./colours.js";
import { curve, FUNCTIONS } from "./curve.js";
import { round } from "../shared/round.js";
import { symbol } from "./svg.js";
import { factor, part, plus } from "./words.js";

export class Equations {
  constructor(scene, parent) {
    this.scene = scene;
    this.heading = html("h2", "", parent);
    this.body = html("div", "stages", parent);
    const titles = scene.labels.stages;
    this.stages = titles.map((title, index) => {
      const section = html("section", "stage", this.body);
      html("b", "title", section, `${"①②③④⑤"[index]} ${title}`);
      return html("div", "lines", section);
    });
  }

  show(numbers, t, unit, stage) {
    const { scene } = this;
    const token = scene.tokens[t - scene.first];
    this.heading.textContent = filled(scene.labels.heading, { unit, step: t, token });
    this.stages.forEach((lines, index) => {
      lines.parentElement.classList.toggle("ahead", index + 1 > stage);
      lines.parentElement.classList.toggle("now", index + 1 === stage);
      lines.replaceChildren();
    });
    this.isHeld = (gate) => numbers.isHeld(gate, t, unit);
    numbers.kind.lines(this, numbers, t, unit);
  }

  // As much room as the stage with the most lines needs, so that nothing around it moves.
  reserve(numbers, { step, unit }, stages) {
    const parent = this.body.parentElement;
    parent.style.minHeight = "";
    let most = 0;
    for (let stage = 1; stage <= stages; stage++) {
      this.show(numbers, step, unit, stage);
      most = Math.max(most, parent.offsetHeight);
    }
    parent.style.minHeight = `${most}px`;
  }

  // One gate or the candidate, by the function `name` or by none: the formula, its sum in numbers, the largest terms, and the curve with the point on it.
  sum(lines, colour, letter, name, parts, value, filtered) {
    const row = html("div", "sum", lines);
    const words = html("div", "", row);
    const inside = [part("x", parts.input, "input")];
    if (parts.inputBias !== null) inside.push(plus(parts.inputBias));
    if (parts.reset !== null) inside.push(plus(filtered, "h"));
    else {
      if (parts.state !== null) inside.push(plus(parts.state, "h"));
      if (parts.stateBias !== null) inside.push(plus(parts.stateBias));
    }
    const total = part(colour, parts.total, `sum-${colour}`);
    if (name) {
      this.line(words, part(colour, letter), ` = ${name}(`, inside, ")");
      if (this.isHeld(colour)) this.line(words, this.instead(part(colour, value, colour), [`${name}(`, total, ")"]));
      else this.line(words, `= ${name}(`, total, ") = ", part(colour, value, colour));
    } else {
      this.line(words, part(colour, letter), " = ", inside);
      this.line(words, "= ", total);
    }
    const terms = html("div", "terms", words);
    const shown = parts.terms.map(
      (term) => `${round(term.weight, 2)}·${term.name}${term.value === 1 ? "" : ` = ${round(term.product, 2)}`}`,
    );
    terms.textContent = shown.length ? `${this.scene.labels.largest} ${shown.join(",  ")}` : "";
    if (name in FUNCTIONS) row.append(curve(name, parts.total, value, COLOUR[colour]));
  }

  // What is held, and what it would have been.
  instead(value, parts) {
    const [before, after] = this.scene.labels.instead.split("{value}");
    return ["🔒 ", before, value, `${after} `, parts];
  }

  // The numbers of a gate times what it lets through, and of a second one.
  mix(lines, [gate, kept], [other, written]) {
    this.line(lines, "= ", gate, " · ", factor(kept), " + ", other, " · ", factor(written));
  }

  // Text and coloured parts in one line.
  line(parent, ...parts) {
    const made = html("div", "line", parent);
    for (const each of parts.flat(Infinity)) {
      if (typeof each === "string") symbol(made, each);
      else {
        const span = html("span", each.colour, made);
        if (typeof each.value === "number") span.textContent = round(each.unsigned ? Math.abs(each.value) : each.value);
        else symbol(span, each.value);
        if (each.name) {
          span.dataset.name = each.name;
          span.dataset.value = each.value;
        }
      }
    }
  }
}
