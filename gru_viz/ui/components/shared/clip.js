// Clip: numbers held between two bounds.
export function clip(value, low, high) {
  return Math.max(low, Math.min(high, value));
}

// The same as a whole number; what is none is the lower bound.
export function whole(value, low, high = Infinity) {
  return clip(Math.round(value) || low, low, high);
}
