// The address is read when the button is pressed: it follows the controls without this component being called again.
import { html } from "../shared/dom.js";
import { styled } from "../shared/style.js";

const style = await styled(import.meta.url);

/** Milliseconds for which the button says that it has worked. */
const SAID = 2000;

export default function ({ parentElement, data }) {
  style(parentElement);
  parentElement.querySelector(".copylink")?.remove();
  const root = html("div", "copylink", parentElement);
  const field = html("input", "", root);
  field.readOnly = true;
  field.hidden = true;
  field.setAttribute("aria-label", data.shown);
  field.addEventListener("blur", () => (field.hidden = true));
  const button = html("button", "", root);
  button.type = "button";
  button.textContent = data.label;
  button.addEventListener("click", async () => {
    const link = new URL(window.location.href);
    if (!link.search) link.search = data.bare;
    field.value = link.href;
    field.hidden = false;
    // Without a clipboard, as over plain HTTP, the link is there to be copied by hand.
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      return;
    }
    button.textContent = data.copied;
    setTimeout(() => (button.textContent = data.label), SAID);
  });
}
