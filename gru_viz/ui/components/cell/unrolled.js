// Unrolled: one small cell a step, filled by how open its gates are, with the tokens under them.
import { filled, html } from "../shared/dom.js";
import { round } from "../shared/round.js";

export class Unrolled {
  constructor(scene, parent, choose) {
    this.scene = scene;
    this.root = html("div", "unrolled", parent);
    const { labels } = scene;
    for (const [direction, means] of Object.entries(scene.means)) {
      const row = html("div", `row ${direction}${direction === scene.direction ? " shown" : ""}`, this.root);
      if (Object.keys(scene.means).length > 1)
        html("span", "arrow", row, `${direction === "forward" ? "→" : "←"} ${labels[direction]}`);
      scene.tokens.forEach((token, index) => {
        const step = html("button", "step", row);
        step.type = "button";
        const gates = Object.entries(means).map(([gate, values]) => [gate, values[index]]);
        step.title = [token, ...gates.map(([gate, value]) => `${gate} ${round(value, 2)}`)].join(" · ");
        step.setAttribute("aria-label", filled(labels.step, { step: scene.first + index, token }));
        const cell = html("span", "mini", step);
        for (const [gate, value] of gates) html("i", gate, cell).style.height = `${100 * value}%`;
        html("span", "token", step, token);
        step.addEventListener("click", () => choose(scene.first + index, direction));
      });
    }
    this.shown = [...this.root.querySelectorAll(`.row.${scene.direction} .step`)];
  }

  mark(t) {
    this.current?.removeAttribute("aria-current");
    this.current = this.shown[t - this.scene.first];
    this.current.setAttribute("aria-current", "step");
    // Only this strip may move, never the page.
    const { offsetLeft, offsetWidth } = this.current;
    const { scrollLeft, clientWidth } = this.root;
    if (offsetLeft < scrollLeft + 60 || offsetLeft + offsetWidth > scrollLeft + clientWidth - 60) {
      this.root.scrollLeft = offsetLeft - clientWidth / 2;
    }
  }
}
