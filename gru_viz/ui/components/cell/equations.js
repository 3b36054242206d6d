// Equations: the five stages of a step with one unit's numbers in place.
import { filled, html } from "../shared/dom.js";
import { COLOUR } from "./colours.js";
import { curve } from "./curve.js";
import { old } from "./diagram.js";
import { round } from "../shared/round.js";
import { symbol } from "./svg.js";

export class Equations {
  constructor(scene, parent) {
    this.scene = scene;
    this.heading = html("h4", "", parent);
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
    const v = numbers.vectors(t);
    const keeps = scene.update === "keep";
    const before = old(scene);
    const token = scene.tokens[t - scene.first];
    this.heading.textContent = filled(scene.labels.heading, { unit, step: t, token });
    this.stages.forEach((lines, index) => {
      lines.parentElement.classList.toggle("ahead", index + 1 > stage);
      lines.parentElement.classList.toggle("now", index + 1 === stage);
      lines.replaceChildren();
    });
    const [gates, filter, candidate, mix, on] = this.stages;
    this.sum(gates, "r", "r_{t}", "σ", numbers.sum(t, 0, unit), v.r[unit]);
    this.sum(gates, "z", "z_{t}", "σ", numbers.sum(t, 1, unit), v.z[unit]);
    const third = numbers.sum(t, 2, unit);
    const state = part("h", v.previous[unit]);
    const filtered = part("h", v.filtered[unit], "filtered");
    if (scene.reset === "before") {
      this.line(
        filter,
        part("r", "r_{t}"),
        ` ⊙ ${before} = `,
        part("r", v.r[unit]),
        " · ",
        factor(state),
        " = ",
        filtered,
      );
    } else {
      const bias = third.stateBias === null ? [] : plus(third.stateBias);
      const name = third.stateBias === null ? `W ${before}` : `(W ${before} + b)`;
      this.line(
        filter,
        part("r", "r_{t}"),
        ` ⊙ ${name} = `,
        part("r", v.r[unit]),
        " · (",
        part("h", third.state),
        bias,
        ") = ",
        filtered,
      );
    }
    this.sum(candidate, "n", "h̃_{t}", "tanh", third, v.n[unit], v.filtered[unit]);
    const [keep, write] = keeps ? [v.z[unit], 1 - v.z[unit]] : [1 - v.z[unit], v.z[unit]];
    const h = part("h", v.h[unit], "h");
    this.line(mix, part("h", "h_{t}"), ` = ${keeps ? "z" : "(1−z)"} ⊙ ${before} + ${keeps ? "(1−z)" : "z"} ⊙ h̃_{t}`);
    this.line(
      mix,
      "= ",
      part("z", keep),
      " · ",
      factor(state),
      " + ",
      part("z", write),
      " · ",
      factor(part("n", v.n[unit])),
    );
    this.line(mix, "= ", part("h", v.kept[unit], "kept"), plus(v.written[unit], "n", "written"), " = ", h);
    this.line(on, part("h", "h_{t}"), " = ", h, ` → ${scene.labels.goes}`);
  }

  // One gate or the candidate: the formula, its sum in numbers, the largest terms, and the curve with the point on it.
  sum(lines, colour, letter, name, parts, value, filtered) {
    const row = html("div", "sum", lines);
    const words = html("div", "", row);
    const inside = [part("x", parts.input, "input")];
    if (parts.inputBias !== null) inside.push(plus(parts.inputBias));
    if (parts.reset !== null) inside.push(plus(filtered, "h"));
    else {
      inside.push(plus(parts.state, "h"));
      if (parts.stateBias !== null) inside.push(plus(parts.stateBias));
    }
    this.line(words, part(colour, letter), ` = ${name}(`, inside, ")");
    this.line(words, `= ${name}(`, part(colour, parts.total, `sum-${colour}`), ") = ", part(colour, value, colour));
    const terms = html("div", "terms", words);
    const shown = parts.terms.map(
      (term) => `${round(term.weight, 2)}·${term.name}${term.value === 1 ? "" : ` = ${round(term.product, 2)}`}`,
    );
    terms.textContent = shown.length ? `${this.scene.labels.largest} ${shown.join(",  ")}` : "";
    row.append(curve(name, parts.total, value, COLOUR[colour]));
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

// A coloured word or number; a number with a name can be read back exactly.
function part(colour, value, name) {
  return { colour, value, name };
}

// A number as a further term, with its sign between.
function plus(value, colour = "plain", name = undefined) {
  return [value < 0 ? " − " : " + ", { ...part(colour, value, name), unsigned: true }];
}

// A number after a multiplication sign.
function factor(number) {
  return number.value < 0 ? ["(", number, ")"] : [number];
}
