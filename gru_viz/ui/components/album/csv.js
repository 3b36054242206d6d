// CSV: the numbers of a figure: of a heatmap its step, unit and value, of a line or a bar its place and value, of a table
// its cells. A heatmap that no scale explains is a strip of words; `traces` as Plotly has completed them, which gives names to
// those of `given` that have none: these are called by the `title`. Where x is a step of a sequence, its token, one of
// `tokens`, stands beside it as it was read, as in the table of a trace.
export function csvOfPlot(traces, given, title, tokens) {
  const table = traces.find(({ type }) => type === "table");
  if (table) return csvOfTable(table);
  const rows = [];
  for (const [index, trace] of traces.entries()) {
    const name = quoted(given[index].name ?? title);
    if (trace.type !== "heatmap") rows.push(...ofPoints(name, trace));
    else if (trace.coloraxis || trace.showscale) rows.push(...ofCells(name, trace));
  }
  const ofBlocks = traces.some(({ dx }) => dx > 1);
  return csvOf(rows, tokens && ((x) => (ofBlocks ? "" : tokens[x])));
}

// `rows` of name, x, y and value; `tokenAt` an x, if there are tokens.
function csvOf(rows, tokenAt) {
  const lines = rows.map(([name, x, ...rest]) =>
    [name, x, ...(tokenAt ? [literal(tokenAt(x))] : []), ...rest].join(","),
  );
  return [tokenAt ? "name,x,token,y,value" : "name,x,y,value", ...lines].join("\n");
}

// Of a picture of means over blocks, x and y are the middles of the blocks, which are no step of their own.
function ofCells(name, { z, x, x0 = 0, dx = 1, y, y0 = 0, dy = 1 }) {
  const across = (index) => (x ? index : x0 + dx * index);
  const down = (index) => (y ? index : y0 + dy * index);
  return Array.from(z).flatMap((row, up) =>
    Array.from(row, (value, at) => [name, across(at), down(up), value]).filter(([, , , value]) => isNumber(value)),
  );
}

// `meta.numbers`, where what is drawn is not what was found; in space the height is the value.
function ofPoints(name, { x, y, z, meta }) {
  const [xs, ys, zs] = [meta?.numbers?.x ?? x, meta?.numbers?.y ?? y, z].map((each) => Array.from(each ?? []));
  return (z ? zs : ys)
    .map((value, index) => [xs[index] ?? index, z ? ys[index] : "", value])
    .filter(([, , value]) => isNumber(value) || value === "inf")
    .map((point) => [name, ...point]);
}

// What is missing is drawn as a gap.
function isNumber(value) {
  return typeof value === "number" && !Number.isNaN(value);
}

function csvOfTable({ header, cells }) {
  const columns = cells.values.map((column, index) => [header.values[index], ...column]);
  return columns[0].map((_, row) => columns.map((column) => quoted(column[row])).join(",")).join("\n");
}

// `vectors` of the diagram of the cell at a step, which is that of a `token`.
export function csvOfCell(step, token, vectors) {
  const rows = Object.entries(vectors).flatMap(([name, vector]) =>
    Array.from(vector, (value, unit) => [quoted(name), step, unit, value]),
  );
  return csvOf(rows, () => token);
}

// Plotly's markup is no part of a name.
function quoted(markup) {
  const text = String(markup)
    .replaceAll("<sub>", "_")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&#36;", "$")
    .replaceAll("&amp;", "&");
  return literal(text.trim());
}

// As a whole, with the spaces, lines and quotes in it.
function literal(text = "") {
  return text && `"${text.replaceAll('"', '""')}"`;
}
