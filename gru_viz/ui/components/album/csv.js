// CSV: the numbers of a figure: of a heatmap its step, unit and value, of a line or a bar its place and value, of a table
// its cells. A heatmap that no scale explains is a strip of words; `traces` as Plotly has completed them, which gives names to
// those of `given` that have none: these are called by the `title`.
export function csvOfPlot(traces, given, title) {
  const table = traces.find(({ type }) => type === "table");
  if (table) return csvOfTable(table);
  const rows = ["name,x,y,value"];
  for (const [index, trace] of traces.entries()) {
    const name = quoted(given[index].name ?? title);
    if (trace.type !== "heatmap") rows.push(...ofPoints(name, trace));
    else if (trace.coloraxis || trace.showscale) rows.push(...ofCells(name, trace));
  }
  return rows.join("\n");
}

function ofCells(name, { z }) {
  return Array.from(z).flatMap((row, y) =>
    Array.from(row, (value, x) => [x, value])
      .filter(([, value]) => isNumber(value))
      .map(([x, value]) => `${name},${x},${y},${value}`),
  );
}

// `meta.numbers`, where what is drawn is not what was found; in space the height is the value.
function ofPoints(name, { x, y, z, meta }) {
  const [xs, ys, zs] = [meta?.numbers?.x ?? x, meta?.numbers?.y ?? y, z].map((each) => Array.from(each ?? []));
  return (z ? zs : ys)
    .map((value, index) => [xs[index] ?? index, z ? ys[index] : "", value])
    .filter(([, , value]) => isNumber(value) || value === "inf")
    .map(([at, on, value]) => `${name},${at},${on},${value}`);
}

// What is missing is drawn as a gap.
function isNumber(value) {
  return typeof value === "number" && !Number.isNaN(value);
}

function csvOfTable({ header, cells }) {
  const columns = cells.values.map((column, index) => [header.values[index], ...column]);
  return columns[0].map((_, row) => columns.map((column) => quoted(column[row])).join(",")).join("\n");
}

// `vectors` of the diagram of the cell at a step.
export function csvOfCell(step, vectors) {
  const rows = Object.entries(vectors).flatMap(([name, vector]) =>
    Array.from(vector, (value, unit) => `${quoted(name)},${step},${unit},${value}`),
  );
  return ["name,x,y,value", ...rows].join("\n");
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
  return `"${text.trim().replaceAll('"', '""')}"`;
}
