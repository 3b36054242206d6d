// Page list: the names of all pages in a row that scrolls, for screens on which the navigation is folded away.
import { html } from "../shared/dom.js";
import { styled } from "../shared/style.js";

const style = await styled(import.meta.url);

export default function ({ data, parentElement, setTriggerValue }) {
  style(parentElement);
  const root = parentElement.querySelector("nav") ?? html("nav", "pagelist", parentElement);
  root.setAttribute("aria-label", data.label);
  root.replaceChildren();
  for (const { path, title } of data.pages) {
    const button = html("button", "", root, title);
    button.type = "button";
    if (path === data.here) button.setAttribute("aria-current", "page");
    else button.addEventListener("click", () => setTriggerValue("page", path));
  }
  root.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
}
