// CSV: the numbers of a figure: of a heatmap its step, unit and value, of a line or a bar its place and value, of a table
// its cells. A heatmap without a scale is a strip of words.
export function csvOfPlot(traces) {
  const table = traces.find(({ type }) => type === "table");
  if (table) return csvOfTable(table);
  const rows = ["name,x,y,value"];
  for (const trace of traces) {
    if (trace.type === "heatmap" && !trace.coloraxis) continue;
    const name = quoted(trace.name ?? "");
    if (trace.type === "heatmap") {
      for (const [y, row] of Array.from(trace.z).entries()) {
        for (const [x, value] of Array.from(row).entries()) rows.push(`${name},${x},${y},${value}`);
      }
    } else {
      const [xs, ys] = [Array.from(trace.x ?? []), Array.from(trace.y ?? [])];
      for (const [index, y] of ys.entries()) rows.push(`${name},${xs[index] ?? index},,${y}`);
    }
  }
  return rows.join("\n");
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
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&#36;", "$")
    .replaceAll("&amp;", "&");
  return `"${text.trim().replaceAll('"', '""')}"`;
}
