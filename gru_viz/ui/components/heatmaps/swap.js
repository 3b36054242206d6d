// Swap: new numbers and words for heatmaps that are drawn; only their pixels are made anew, which takes a tenth of what
// Plotly.restyle takes, as that measures every axis and label again.

// Plotly has no public way to do this; false where it no longer has the inner one that this takes.
export function swap(plot, traces) {
  const cartesian = plot._fullLayout?._basePlotModules?.find(({ name }) => name === "cartesian");
  const fit = traces.every(({ index }) => plot._fullData?.[index]?._module?.calc && plot.calcdata?.[index]);
  if (!cartesian?.plot || !fit) return false;
  for (const { index, change } of traces) {
    const trace = plot._fullData[index];
    Object.assign(plot.data[index], change);
    Object.assign(trace, change);
    const calculated = trace._module.calc(plot, trace);
    calculated[0].t ??= {};
    calculated[0].trace = trace;
    plot.calcdata[index] = calculated;
  }
  // Without a list of traces: a heatmap that is not named would be taken off.
  cartesian.plot(plot);
  return true;
}

const SUBTITLE = "title.subtitle.text";

// Other words in place, which Plotly.relayout would measure the whole figure for; returns those that it has to do.
export function respell(plot, words) {
  const { [SUBTITLE]: subtitle, ...others } = words;
  const drawn = plot.querySelector(".gtitle-subtitle");
  const isPlain = subtitle && drawn?.childElementCount === 0 && !/[<&]/.test(subtitle);
  if (!isPlain) return words;
  drawn.textContent = subtitle;
  for (const { title } of [plot.layout, plot._fullLayout]) title.subtitle.text = subtitle;
  return others;
}
