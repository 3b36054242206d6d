// Colours: each quantity's own, as the page's custom properties name them.
export const COLOUR = {
  x: "var(--input)",
  r: "var(--reset-gate)",
  z: "var(--update-gate)",
  i: "var(--input-gate)",
  f: "var(--forget-gate)",
  o: "var(--output-gate)",
  n: "var(--candidate-state)",
  s: "var(--cell-state)",
  h: "var(--hidden-state)",
};
