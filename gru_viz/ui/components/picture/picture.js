// It presses the first of the icons over the figure, which knows the picture's name, form and size.
import { html } from "../shared/dom.js";
import { styled } from "../shared/style.js";

const style = await styled(import.meta.url);

export default function ({ parentElement, data }) {
  style(parentElement);
  // The same button as before, which may have the focus: figures are drawn anew while a training goes on.
  const button = parentElement.querySelector(".picture") ?? made(parentElement);
  button.textContent = data.label;
  button.dataset.chart = data.chart;
}

function made(parent) {
  const button = html("button", "picture", parent);
  button.type = "button";
  button.addEventListener("click", () =>
    document.querySelector(`.st-key-${button.dataset.chart} .modebar-btn`)?.click(),
  );
  return button;
}
