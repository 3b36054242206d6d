// Wire: a message as ui/browser/wire.py packs it: JSON, and behind it the arrays as float32, deflated.
import { inflateSync } from "./inflate.js";

// Which content it has, the JSON as text, and all numbers; `revived` makes the message of these.
export function unpacked(bytes) {
  const head = new DataView(bytes.buffer, bytes.byteOffset);
  const length = head.getUint32(0, true);
  const body = inflateSync(bytes.subarray(16), { out: new Uint8Array(head.getUint32(12, true)) });
  const text = new TextDecoder().decode(body.subarray(0, length));
  const numbers = new Float32Array(body.buffer, length + ((4 - (length % 4)) % 4));
  return { version: versionOf(bytes), text, numbers };
}

export function versionOf(bytes) {
  return Array.from(bytes.subarray(4, 12), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The message with its arrays in place: one dimension as a Float32Array, two as an array of rows; no number is copied.
export function revived({ text, numbers }) {
  return JSON.parse(text, (_key, value) => (value?.float32 ? array(numbers, ...value.float32) : value));
}

function array(numbers, start, count, columns) {
  if (columns === undefined) return numbers.subarray(start, start + count);
  return Array.from({ length: count }, (_, row) =>
    numbers.subarray(start + row * columns, start + (row + 1) * columns),
  );
}

// `value` with `changes` (pairs of path and value) made; what they do not touch is shared, not copied.
export function changed(value, changes) {
  return changes.reduce((whole, [path, part]) => replaced(whole, path, part), value);
}

function replaced(value, [key, ...rest], part) {
  if (key === undefined) return part;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[key] = replaced(value[key], rest, part);
  return copy;
}
