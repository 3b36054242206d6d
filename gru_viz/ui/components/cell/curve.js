// Curve: σ, tanh or ReLU with the point of one sum on it.
import { clip } from "../shared/clip.js";
import { element } from "./svg.js";

export const FUNCTIONS = { σ: (a) => 1 / (1 + Math.exp(-a)), tanh: Math.tanh, ReLU: (a) => Math.max(0, a) };

export function curve(name, at, value, colour) {
  const svg = element("svg", { viewBox: "0 0 90 50", class: "curve", "aria-hidden": "true" });
  const f = FUNCTIONS[name];
  const low = name === "tanh" ? -1 : 0;
  const top = name === "ReLU" ? 6 : 1;
  const place = (a) => [45 + a * 7, 46 - ((f(a) - low) / (top - low)) * 42];
  const points = Array.from({ length: 41 }, (_, i) =>
    place((i - 20) * 0.3)
      .map((c) => c.toFixed(1))
      .join(" "),
  );
  element("path", { d: "M3 46H87M45 4V46", class: "axis" }, svg);
  element("path", { d: `M${points.join("L")}`, class: "line", stroke: colour }, svg);
  const [x, y] = place(clip(at, -5.8, 5.8));
  element("circle", { cx: x, cy: y, r: 4, fill: colour }, svg);
  return svg;
}
