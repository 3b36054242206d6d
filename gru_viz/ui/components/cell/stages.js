// Stages: on a wall, which stage of the step is shown, and how to get to the next one.
import { button, html } from "../shared/dom.js";

export class Stages {
  constructor({ labels, nextKey }, parent, walk) {
    const bar = html("nav", "stages-bar", parent);
    button("‹", labels.stageBack, bar, () => walk(-1));
    this.signs = labels.stages.map((title, index) => {
      const sign = html("span", "", bar, "①②③④⑤"[index]);
      sign.title = title;
      return sign;
    });
    button("›", labels.stageOn, bar, () => walk(1));
    html("kbd", "", bar, nextKey);
  }

  mark(stage) {
    for (const [index, sign] of this.signs.entries()) sign.classList.toggle("now", index + 1 === stage);
  }
}
