// Numbers: what the cell computes, read from the arrays that Python sent; nothing here draws.
import { decode } from "../shared/arrays.js";
import { KINDS } from "./kinds/kinds.js";

export class Numbers {
  constructor(scene) {
    this.scene = scene;
    this.kind = KINDS[scene.cell];
    this.H = scene.units;
    this.I = scene.features.length;
    for (const [name, array] of Object.entries(scene.arrays)) {
      this[name] = typeof array === "string" ? decode(array) : array;
    }
    this.xScale = most(this.x, 1e-6);
    this.cache = new Map();
    this.scales = { state: Math.max(most(this.h), most(this.start_h)), x: this.xScale };
    Object.assign(this.scales, this.kind.scales(this));
  }

  // The largest magnitude, at least 1, of a vector at up to 40 steps all over the sequence.
  largest(name) {
    const { first, steps } = this.scene;
    const stride = Math.max(1, Math.floor(steps / 40));
    let found = 1;
    for (let t = first; t < first + steps; t += stride) found = most(this.vectors(t)[name], found);
    return found;
  }

  // A vector made unit by unit.
  each(value) {
    return Float32Array.from({ length: this.H }, (_, unit) => value(unit));
  }

  row(array, t, size = this.H) {
    const first = (t - this.scene.first) * size;
    return array.subarray(first, first + size);
  }

  // A state as the step found it.
  previous(t, state = "h") {
    const { backward, first, steps } = this.scene;
    const before = backward ? t + 1 : t - 1;
    return before < first || before >= first + steps ? this[`start_${state}`] : this.row(this[state], before);
  }

  // Whether a gate is held: of a unit, or without one of any.
  isHeld(gate, t, unit) {
    return this.scene.held.some(
      (each) => each.gate === gate && (each.step ?? t) === t && (unit === undefined || each.units.includes(unit)),
    );
  }

  // Every vector of the diagram at one step.
  vectors(t) {
    if (this.cache.has(t)) return this.cache.get(t);
    const found = { x: this.row(this.x, t, this.I), ...this.kind.vectors(this, t) };
    if (this.cache.size > 64) this.cache.clear();
    this.cache.set(t, found);
    return found;
  }

  // One unit's number in every vector of the diagram at a step, and how large the input is.
  values(t, unit) {
    const v = this.vectors(t);
    const found = Object.fromEntries(Object.entries(v).map(([name, vector]) => [name, vector[unit]]));
    found.x = mean(v.x) / this.xScale;
    return found;
  }

  product(matrix, gate, unit, vector) {
    const size = vector.length;
    const first = (gate * this.H + unit) * size;
    let sum = 0;
    for (let i = 0; i < size; i++) sum += matrix[first + i] * vector[i];
    return sum;
  }

  // The sum that leads to one block of rows of the weights, part by part; null for what this cell does not add.
  sum(t, block, unit) {
    const row = block * this.H + unit;
    const x = this.row(this.x, t, this.I);
    const { state, reset } = this.kind.recurrent?.(this, t, block) ?? { state: this.vectors(t).previous };
    const parts = {
      input: this.product(this.w, block, unit, x),
      inputBias: this.b.length ? this.b[row] : null,
      state: this.u.length ? this.product(this.u, block, unit, state) : null,
      stateBias: this.c.length ? this.c[row] : null,
      reset: reset ? reset[unit] : null,
    };
    const recurrent = (parts.state ?? 0) + (parts.stateBias ?? 0);
    parts.total = parts.input + (parts.inputBias ?? 0) + (parts.reset ?? 1) * recurrent;
    parts.terms = this.terms(row, x, this.u.length ? state : []);
    return parts;
  }

  // The largest terms of the sum, by name.
  terms(row, x, state, count = 4) {
    const found = [];
    for (let i = 0; i < this.I; i++) found.push([this.w[row * this.I + i], x[i], `x[${this.scene.features[i]}]`]);
    for (let i = 0; i < state.length; i++) found.push([this.u[row * this.H + i], state[i], `h[${i}]`]);
    return found
      .map(([weight, value, name]) => ({ weight, value, name, product: weight * value }))
      .filter((term) => term.product !== 0)
      .toSorted((one, other) => Math.abs(other.product) - Math.abs(one.product))
      .slice(0, count);
  }
}

function mean(vector) {
  let sum = 0;
  for (const value of vector) sum += Math.abs(value);
  return sum / vector.length;
}

// The largest magnitude, at least `least`.
function most(array, least = 1) {
  return array.reduce((found, value) => Math.max(found, Math.abs(value)), least);
}
