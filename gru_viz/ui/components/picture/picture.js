// It presses the first of the icons over the figure, which knows the picture's name, form and size.
import { html } from "../shared/dom.js";

export default function ({ parentElement, data }) {
  parentElement.querySelector(".picture")?.remove();
  const button = html("button", "picture", parentElement, data.label);
  button.type = "button";
  button.addEventListener("click", () => document.querySelector(`.st-key-${data.chart} .modebar-btn`)?.click());
}
