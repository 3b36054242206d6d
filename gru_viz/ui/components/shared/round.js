// Round: numbers for reading; exact ones are what a pointer shows.
export function round(value, digits = 4) {
  if (!Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const text = Math.abs(value) < 1e-4 ? value.toExponential(1) : String(+value.toPrecision(digits));
  return text
    .replace(/^-/, "−")
    .replace(/e-(\d+)$/, (_all, power) => `·10⁻${[...power].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("")}`);
}

// A number with as many places, whatever it is: one that is nearly 1 does not read as if it were.
export function fixed(value, places = 2) {
  return value
    .toFixed(places)
    .replace(/^-(?=.*[1-9])/, "−")
    .replace(/^-/, "");
}
