// Colours: each quantity's own, as the page's custom properties name them.
export const COLOUR = {
  x: "var(--input)",
  r: "var(--reset-gate)",
  z: "var(--update-gate)",
  n: "var(--candidate-state)",
  h: "var(--hidden-state)",
};
