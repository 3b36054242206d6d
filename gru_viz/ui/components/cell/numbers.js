// Numbers: what the cell computes, read from the arrays that Python sent; nothing here draws.
import { decode } from "../shared/arrays.js";

// The largest magnitude, at least `least`.
function largest(array, least = 1) {
  return array.reduce((most, value) => Math.max(most, Math.abs(value)), least);
}

export class Numbers {
  constructor(scene) {
    this.scene = scene;
    this.H = scene.units;
    this.I = scene.features.length;
    for (const [name, base64] of Object.entries(scene.arrays)) this[name] = decode(base64);
    this.xScale = largest(this.x, 1e-6);
    this.cache = new Map();
    this.scales = { state: Math.max(largest(this.h), largest(this.start)), x: this.xScale };
    this.scales.filtered = scene.reset === "before" ? this.scales.state : this.largestFiltered();
  }

  // What a full bar of r ⊙ (W h + b) stands for: the largest value at up to 40 steps all over the sequence.
  largestFiltered() {
    const { first, steps } = this.scene;
    const stride = Math.max(1, Math.floor(steps / 40));
    let most = 1;
    for (let t = first; t < first + steps; t += stride)
      for (const value of this.vectors(t).filtered) most = Math.max(most, Math.abs(value));
    return most;
  }

  row(array, t, size = this.H) {
    const first = (t - this.scene.first) * size;
    return array.subarray(first, first + size);
  }

  previous(t) {
    const { backward, first, steps } = this.scene;
    const before = backward ? t + 1 : t - 1;
    return before < first || before >= first + steps ? this.start : this.row(this.h, before);
  }

  // Every vector of the diagram at one step.
  vectors(t) {
    if (this.cache.has(t)) return this.cache.get(t);
    const { H } = this;
    const keeps = this.scene.update === "keep";
    const [r, z, n, h, previous] = [
      this.row(this.r, t),
      this.row(this.z, t),
      this.row(this.n, t),
      this.row(this.h, t),
      this.previous(t),
    ];
    const kept = Float32Array.from({ length: H }, (_, i) => (keeps ? z[i] : 1 - z[i]) * previous[i]);
    const written = Float32Array.from({ length: H }, (_, i) => (keeps ? 1 - z[i] : z[i]) * n[i]);
    const seen = this.scene.reset === "before" ? previous : this.recurrent(t);
    const filtered = Float32Array.from({ length: H }, (_, i) => r[i] * seen[i]);
    const found = { x: this.row(this.x, t, this.I), previous, r, z, n, h, kept, written, filtered };
    if (this.cache.size > 64) this.cache.clear();
    this.cache.set(t, found);
    return found;
  }

  // W_hn h + b_hn for every unit.
  recurrent(t) {
    const previous = this.previous(t);
    return Float64Array.from(
      { length: this.H },
      (_, unit) => this.product(this.u, 2, unit, previous) + (this.c.length ? this.c[2 * this.H + unit] : 0),
    );
  }

  product(matrix, gate, unit, vector) {
    const size = vector.length;
    const first = (gate * this.H + unit) * size;
    let sum = 0;
    for (let i = 0; i < size; i++) sum += matrix[first + i] * vector[i];
    return sum;
  }

  // The sum that goes into a gate (0: r, 1: z) or the candidate (2), part by part.
  sum(t, gate, unit) {
    const x = this.row(this.x, t, this.I);
    const v = this.vectors(t);
    const filteredBefore = gate === 2 && this.scene.reset === "before";
    const state = filteredBefore ? v.filtered : v.previous;
    const bias = this.b.length > 0;
    const parts = {
      input: this.product(this.w, gate, unit, x),
      inputBias: bias ? this.b[gate * this.H + unit] : null,
      state: this.product(this.u, gate, unit, state),
      stateBias: bias ? this.c[gate * this.H + unit] : null,
    };
    const recurrent = parts.state + (parts.stateBias ?? 0);
    const reset = gate === 2 && !filteredBefore ? v.r[unit] : 1;
    parts.reset = gate === 2 && !filteredBefore ? reset : null;
    parts.total = parts.input + (parts.inputBias ?? 0) + reset * recurrent;
    parts.terms = this.terms(t, gate, unit, x, state);
    return parts;
  }

  // The largest terms of the sum, by name.
  terms(t, gate, unit, x, state, most = 4) {
    const found = [];
    const row = gate * this.H + unit;
    for (let i = 0; i < this.I; i++) found.push([this.w[row * this.I + i], x[i], `x[${this.scene.features[i]}]`]);
    for (let i = 0; i < this.H; i++) found.push([this.u[row * this.H + i], state[i], `h[${i}]`]);
    return found
      .map(([weight, value, name]) => ({ weight, value, name, product: weight * value }))
      .filter((term) => term.product !== 0)
      .toSorted((one, other) => Math.abs(other.product) - Math.abs(one.product))
      .slice(0, most);
  }
}
