// Stage: where figures are drawn out of sight.
import { html } from "../shared/dom.js";

// Of a picture: one that a system has, for a picture knows nothing of the fonts that a page has loaded, and what is
// measured in one font and drawn in another runs into what stands beside it.
export const FONT = 'Calibri, Carlito, Arial, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif';

export class Stage {
  // `style`: of the diagram of the cell; `paper`: colours by the names of Streamlit's properties.
  constructor(parent, { style, paper }) {
    this.root = html("div", "offstage", parent);
    this.root.setAttribute("aria-hidden", "true");
    this.root.style.colorScheme = "light";
    for (const [name, colour] of Object.entries(paper)) this.root.style.setProperty(`--st-${name}`, colour);
    const shadow = this.root.attachShadow({ mode: "open" });
    html("style", "", shadow, style);
    this.floor = html("div", "", shadow);
    const text = paper["text-color"];
    const fonts = { font: FONT, headingFont: FONT };
    this.look = { text, heading: text, ...fonts, paper: paper["background-color"], line: paper["border-color"] };
  }

  place(className = "") {
    return html("div", className, this.floor);
  }

  leave() {
    this.root.remove();
  }
}
