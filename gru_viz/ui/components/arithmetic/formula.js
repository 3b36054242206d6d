// Formula: equations that Streamlit has drawn with names where the numbers go, and copies of them with the numbers.
import { round } from "../shared/round.js";

// "@term:update_gate.state_bias@", where a hyphen stands for each underscore, which LaTeX's text does not know.
const SLOT = /@(\w+):([\w.-]+)@/g;

const WAYS = {
  number: (value) => round(value),
  // as a further term of a sum
  term: (value) => `${value < 0 ? "−" : "+"}\u2005${round(Math.abs(value))}`,
  // as something multiplied
  factor: (value) => (value < 0 ? `(${round(value)})` : round(value)),
};

// A copy of `drawn` in which every slot has its number: `number("update_gate.state_bias")`; null where one is undefined.
export function withNumbers(drawn, number) {
  let complete = true;
  const found = (name) => {
    const value = number(name);
    complete &&= value !== undefined;
    return value ?? 0;
  };
  const copy = drawn.cloneNode(true);
  const texts = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (node.data.includes("@")) node.data = inserted(node.data, found);
  }
  return complete ? copy : null;
}

export function inserted(text, number) {
  return text.replaceAll(SLOT, (_all, way, name) => WAYS[way](number(name.replaceAll("-", "_"))));
}

// A formula with its numbers as any LaTeX with amsmath reads it: without colours, numbers as numbers.
export function latexOf(text) {
  return text
    .replaceAll(/\\textcolor\{#\w+\}/g, "")
    .replaceAll(/\\text(?:bf)?\{([^{}]*\d[^{}]*)\}/g, "{$1}")
    .replaceAll("−", "-")
    .replaceAll("\u2005", " ")
    .replaceAll("·10", String.raw` \cdot 10`)
    .replaceAll(
      /⁻([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g,
      (_all, power) => `^{-${[...power].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(digit)).join("")}}`,
    );
}
