// Piece: the part of a large picture that the visitor has zoomed into, with its own cells in place of means.
import { cursor } from "../shared/page.js";
import { revived, unpacked } from "../shared/wire.js";

export class Piece {
  // `heatmaps`: { figure, frames, picture, ask }; Python is asked once for each window.
  constructor(heatmaps) {
    this.heatmaps = heatmaps;
  }

  // Plotly says that axes have changed.
  zoomed(change) {
    const { picture, figure } = this.heatmaps;
    if (!picture || picture.tokens || !Object.keys(change).some((path) => /^[xy]axis\d*\./.test(path))) return;
    const { xaxis } = figure.element._fullLayout;
    const whole = [-0.5, figure.shown.layout.xaxis.range[1]];
    const all = xaxis.range[0] <= whole[0] && xaxis.range[1] >= whole[1];
    const units = this.units();
    if (all && units === null) this.leave();
    else this.heatmaps.ask({ steps: [Math.ceil(xaxis.range[0]), Math.floor(xaxis.range[1])], units });
  }

  // From the first to the last unit that any heatmap shows; null where one of them shows all.
  units() {
    const { figure, picture } = this.heatmaps;
    const ranges = rows(picture).map(({ trace }) => {
      const { y0, dy, z, yaxis } = trace;
      const axis = figure.element._fullLayout[yaxis.replace("y", "yaxis")];
      const [low, high] = axis.range.toSorted((one, other) => one - other);
      const ends = [y0 - dy / 2, y0 + dy * (z.length - 0.5)];
      return low <= ends[0] && high >= ends[1] ? null : [Math.ceil(low), Math.floor(high)];
    });
    if (ranges.includes(null)) return null;
    return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
  }

  receive(parcel) {
    const { of, frame, traces, layout } = revived(unpacked(parcel));
    const { frames, figure, picture } = this.heatmaps;
    if (!figure?.shown || of !== frames.version || frame !== frames.name(cursor.place)) return;
    this.there = true;
    this.restyle(picture, traces, layout);
  }

  // Back to the whole.
  leave() {
    if (!this.there) return;
    this.there = false;
    const { picture, figure } = this.heatmaps;
    const whole = rows(picture).map(({ trace }) => trace);
    this.restyle(picture, whole, { "title.subtitle.text": figure.shown.layout.title.subtitle.text });
    this.heatmaps.ask(null);
  }

  restyle(picture, traces, layout) {
    const { Plotly, element } = this.heatmaps.figure;
    const change = Object.fromEntries(
      ["z", "x0", "dx", "y0", "dy"].map((key) => [key, traces.map((each) => each[key])]),
    );
    const indices = rows(picture).map(({ index }) => index);
    Plotly.update(element, change, layout, indices);
  }
}

// The heatmaps of the run's own quantities, with their places among all traces.
function rows(picture) {
  return picture.data.map((trace, index) => ({ trace, index })).filter(({ trace }) => trace.meta?.quantity);
}
