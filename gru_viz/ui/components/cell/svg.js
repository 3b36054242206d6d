// SVG: its elements, and letters with an index.
import { html } from "../shared/dom.js";

const SVG = "http://www.w3.org/2000/svg";

export function element(tag, attributes, parent, text) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  parent?.append(made);
  return made;
}

// "h_{t−1}" as text with a lowered index, in SVG or in HTML.
export function symbol(parent, text) {
  text.split(/_\{([^}]*)\}/).forEach((piece, index) => {
    if (!piece) return;
    if (index % 2 === 0) {
      if (parent.namespaceURI === SVG) element("tspan", parent.lastChild ? { dy: "-0.25em" } : {}, parent, piece);
      else parent.append(piece);
    } else if (parent.namespaceURI === SVG) element("tspan", { dy: "0.36em", class: "index" }, parent, piece);
    else html("sub", "", parent, piece);
  });
}
