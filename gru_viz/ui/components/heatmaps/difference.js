// Difference: what has to be drawn anew between two figures; most new runs differ in numbers and words only.

// What Plotly can change without measuring axes, labels and margins again.
const NUMBERS = {
  heatmap: new Set(["z", "text", "customdata", "name", "hovertemplate"]),
  scatter: new Set(["text"]),
};
const WORDS = [/^title\.(subtitle\.)?text$/, /^annotations\[\d+\]\.(text|x)$/];
const EDGE = /^shapes\[\d+\]\.x[01]$/;

// { traces: [{ index, change }], words: { path: value } }, marks of steps among the words, or null where the figure has
// to be drawn as a whole.
export function difference(before, after) {
  if (before.data.length !== after.data.length) return null;
  const traces = [];
  for (const [index, trace] of after.data.entries()) {
    const change = changedKeys(before.data[index], trace);
    if (change === null) return null;
    if (Object.keys(change).length) traces.push({ index, change });
  }
  const words = {};
  for (const [path, value] of leaves(before.layout, after.layout)) {
    if (EDGE.test(path)) words.shapes = after.layout.shapes;
    else if (WORDS.some((pattern) => pattern.test(path))) words[path] = value;
    else return null;
  }
  return { traces, words };
}

function changedKeys(before, after) {
  const change = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (same(before[key], after[key])) continue;
    const known = before.type === after.type && NUMBERS[after.type]?.has(key);
    if (!known || !sameShape(before[key], after[key])) return null;
    change[key] = after[key];
  }
  return change;
}

// Where two layouts differ, as Plotly writes paths: "annotations[2].text".
function* leaves(before, after, path = "") {
  if (same(before, after)) return;
  const nested = isNested(before) && isNested(after) && Array.isArray(before) === Array.isArray(after);
  if (!nested) {
    yield [path, after];
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const next = Array.isArray(after) ? `${path}[${key}]` : path ? `${path}.${key}` : key;
    yield* leaves(before[key], after[key], next);
  }
}

function isNested(value) {
  return typeof value === "object" && value !== null;
}

export function same(one, other) {
  if (Object.is(one, other)) return true;
  if (!isNested(one) || !isNested(other)) return false;
  if (one instanceof Float32Array) return sameNumbers(one, other);
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => same(one[key], other[key]));
}

// Without a key for each number.
function sameNumbers(one, other) {
  return one.length === other.length && one.every((number, index) => number === other[index]);
}

// Numbers as Python's Plotly packs them have no length: only Plotly knows how to unpack them.
function sameShape(one, other) {
  return one?.length !== undefined && one.length === other?.length && columns(one) === columns(other);
}

// Of an array of rows; a word is none.
function columns(rows) {
  return typeof rows?.[0] === "string" ? 0 : rows?.[0]?.length;
}
