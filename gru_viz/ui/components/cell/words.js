// Words: pieces of a line of arithmetic, coloured by what they are.

// A coloured word or number; a number with a name can be read back exactly.
export function part(colour, value, name) {
  return { colour, value, name };
}

// A number as a further term, with its sign between.
export function plus(value, colour = "plain", name = undefined) {
  return [value < 0 ? " − " : " + ", { ...part(colour, value, name), unsigned: true }];
}

// A number after a multiplication sign.
export function factor(number) {
  return number.value < 0 ? ["(", number, ")"] : [number];
}

// A state of the step that was read before, such as h_{t−1}.
export function old(scene, letter = "h") {
  return scene.backward ? `${letter}_{t+1}` : `${letter}_{t−1}`;
}
