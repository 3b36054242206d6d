// Figure: one Plotly figure that stays on the page; what is new in the next one is all that is drawn.
import { difference, same } from "./difference.js";
import { respell, swap } from "./swap.js";

// Shapes with this name are the frame of the cell in view.
const CELL = "cell";

export class Figure {
  constructor(Plotly, element, config) {
    Object.assign(this, { Plotly, element, config });
    this.width = new ResizeObserver(() => this.fit());
    this.width.observe(element);
  }

  // `next`: { data, layout } in its dress; `cell` in view or null.
  async show(next, cell) {
    const { shown } = this;
    const moved = !same(cell, this.cell);
    this.shown = next;
    this.cell = cell;
    const change = shown && difference(shown, next);
    if (change && (change.traces.length === 0 || swap(this.element, change.traces))) {
      const words = respell(this.element, change.words);
      if (moved || Object.keys(words).length) this.say(words);
    } else await this.draw(shown ? "react" : "newPlot", next);
  }

  // Other words, and the frame where it now belongs.
  say(words) {
    const shapes = framed(this.shown.layout.shapes, this.cell);
    if (Object.keys(words).length || shapes?.length) this.Plotly.relayout(this.element, { ...words, shapes });
  }

  async draw(how, { data, layout }) {
    // Plotly writes into what it is given; and to measure the element would have the whole page laid out at once.
    const width = this.element._fullLayout?.width ?? this.element.clientWidth;
    const copy = { ...structuredClone(layout), shapes: framed(layout.shapes, this.cell), width };
    copy.uirevision = JSON.stringify([layout.xaxis?.ticktext, layout.xaxis?.range, layout.yaxis2?.range]);
    await this.Plotly[how](
      this.element,
      data.map((trace) => ({ ...trace })),
      copy,
      this.config,
    );
  }

  // The frame moves; nothing else does.
  frame(cell) {
    this.cell = cell;
    this.say({});
  }

  // Traces that follow the cursor: `ways` is [{ trace, x, y }] with where each is drawn at every step.
  walk(ways, step) {
    if (!ways?.length || step === undefined) return;
    const at = Math.min(step, ways[0].x.length - 1);
    const places = { x: ways.map(({ x }) => x[at]), y: ways.map(({ y }) => y[at]) };
    this.Plotly.restyle(
      this.element,
      places,
      ways.map(({ trace }) => trace),
    );
  }

  // As if the pointer were on a cell.
  hover({ step, unit }) {
    this.Plotly.Fx.hover(this.element, { xval: step, yval: unit ?? 0 }, unit === null ? "xy" : "xy2");
  }

  unhover() {
    this.Plotly.Fx.unhover(this.element);
  }

  fit() {
    const width = this.element.clientWidth;
    if (this.shown && width && this.element._fullLayout?.width !== width) this.Plotly.relayout(this.element, { width });
  }

  leave() {
    this.width.disconnect();
    this.Plotly.purge(this.element);
  }
}

export function framed(shapes, cell) {
  if (!shapes || !cell) return shapes?.filter(({ name }) => name !== CELL);
  const { step, unit } = cell;
  const box = { x0: step - 0.5, x1: step + 0.5, y0: unit - 0.5, y1: unit + 0.5 };
  return shapes.map((shape) => (shape.name === CELL ? { ...shape, ...box } : shape));
}
