// Sums: what one unit adds up at one step, from the numbers of a run and the weights of its layer; nothing here draws.

// `cell`: { rows, filters, states, parallel }: the quantities in the order of the weights' blocks of rows, by quantity
// [gate, "before" or "after" the recurrent matrix], the names of the states, and whether there is such a matrix at all.
// `numbers`: { value(quantity, step, unit), before(state, step, unit), inputs(step), units }; `weights`: { weight_ih,
// weight_hh, bias_ih, bias_hh }, matrices as arrays of rows, no bias as null.
export function sums(cell, numbers, weights, step, unit) {
  const previous = Array.from({ length: cell.parallel ? 0 : numbers.units }, (_, other) =>
    numbers.before("hidden_state", step, other),
  );
  const inputs = numbers.inputs(step);
  const found = {};
  for (const [block, quantity] of cell.rows.entries()) {
    const row = block * numbers.units + unit;
    const [gate, position] = cell.filters[quantity] ?? [];
    const filtered = position === "before";
    const states = filtered ? previous.map((h, other) => numbers.value(gate, step, other) * h) : previous;
    const scale = position === "after" ? numbers.value(gate, step, unit) : 1;
    const part = {
      input_weights: weights.weight_ih[row],
      state_weights: cell.parallel ? [] : weights.weight_hh[row],
      states,
      input_bias: weights.bias_ih?.[row] ?? 0,
      state_bias: weights.bias_hh?.[row] ?? 0,
      value: numbers.value(quantity, step, unit),
    };
    part.input_sum = product(part.input_weights, inputs);
    part.state_sum = product(part.state_weights, states);
    part.total = part.input_sum + part.input_bias + scale * (part.state_sum + part.state_bias);
    found[quantity] = part;
  }
  const states = {};
  for (const state of cell.states) {
    states[state] = { before: numbers.before(state, step, unit), after: numbers.value(state, step, unit) };
  }
  return { sums: found, states, inputs, previous };
}

function product(weights, values) {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i] * values[i];
  return sum;
}
