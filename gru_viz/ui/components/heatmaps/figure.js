// Figure: one Plotly figure that stays on the page; what is new in the next one is all that is drawn.
import { sideways } from "../shared/sideways.js";
import { difference, same } from "./difference.js";
import { atEdge, fitting, isHeading, respelt } from "./heading.js";
import { respell, swap } from "./swap.js";
import { fitted } from "./tiles.js";

// Shapes with this name are the frame of the cell in view.
const CELL = "cell";
// Pixels: in less, titles of rows begin at the edge, and legends stand below.
const NARROW = 480;
// Pixels at either side in which what is wider than its place fades (shared/sideways.js).
const EDGE = 48;
// Pixels of a legend's row, of the mark of an entry and of each of its characters.
const LEGEND = { row: 20, mark: 45, character: 7 };

export class Figure {
  constructor(Plotly, element, config) {
    Object.assign(this, { Plotly, element, config });
    this.sized = new ResizeObserver(() => this.fit());
    this.sized.observe(element);
    this.sideways = sideways(element);
  }

  // `next`: { data, layout } in its dress; `cell` in view or null.
  async show(picture, cell) {
    const { shown } = this;
    const next = { ...picture, data: fitted(picture.data, this.between(picture.layout)) };
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
    if (!Object.keys(words).length && !shapes?.length) return;
    this.Plotly.relayout(this.element, { ...respelt(this.element.layout, words), shapes });
  }

  async draw(how, { data, layout }) {
    // Plotly writes into what it is given; and to measure the element would have the whole page laid out at once.
    const width = this.element._fullLayout?.width ?? this.width(layout);
    const copy = { ...structuredClone(layout), shapes: framed(layout.shapes, this.cell), ...size(layout, width) };
    if (width < NARROW) Object.assign(copy, narrow(copy, data));
    copy.annotations = copy.annotations?.map((each) => fitting(each, { ...copy, width }));
    copy.uirevision = JSON.stringify([layout.xaxis?.ticktext, layout.xaxis?.range, layout.yaxis2?.range]);
    await this.Plotly[how](
      this.element,
      data.map((trace) => ({ ...trace })),
      copy,
      this.config,
    );
    this.sideways.look();
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
    this.follow(places.x.flat());
  }

  // What is lit comes into view where the figure moves sideways.
  follow(lit) {
    const { element } = this;
    const { clientWidth, scrollWidth, scrollLeft } = element;
    const axis = element._fullLayout?.xaxis;
    if (!axis || !lit.length || scrollWidth <= clientWidth) return;
    const { _offset: left } = axis;
    const [first, last] = [Math.min(...lit), Math.max(...lit)].map((x) => left + axis.l2p(x));
    if (first >= scrollLeft + EDGE && last <= scrollLeft + clientWidth - EDGE) return;
    element.scrollTo({ left: (first + last - clientWidth) / 2, behavior: "smooth" });
  }

  // As if the pointer were on a cell.
  hover({ step, unit }) {
    this.Plotly.Fx.hover(this.element, { xval: step, yval: unit ?? 0 }, unit === null ? "xy" : "xy2");
  }

  unhover() {
    this.Plotly.Fx.unhover(this.element);
  }

  // Pixels between its axes.
  between(layout) {
    const { l = 0, r = 0 } = layout.margin ?? {};
    return (this.element._fullLayout?.width ?? this.width(layout)) - l - r;
  }

  // As wide as its place, or as what is drawn must be: then it moves sideways.
  width({ meta }) {
    const { clientWidth } = this.element;
    return clientWidth && Math.max(clientWidth, meta?.least ?? 0);
  }

  fit() {
    const width = this.shown && this.width(this.shown.layout);
    if (!width || this.element._fullLayout?.width === width) return;
    const { layout } = this.shown;
    const texts = layout.annotations?.map(({ text }, k) => [`annotations[${k}].text`, text]) ?? [];
    const sized = { ...this.element.layout, width };
    this.Plotly.relayout(this.element, { ...size(layout, width), ...respelt(sized, Object.fromEntries(texts)) });
  }

  leave() {
    this.sized.disconnect();
    this.sideways.end();
    this.Plotly.purge(this.element);
  }
}

// A figure whose units are equal on both axes, `meta.ratio` as high as wide, is no higher than its width wants it.
function size({ height, margin, meta }, width) {
  if (!meta?.ratio) return { width };
  const { l, r, t, b } = margin;
  return { width, height: Math.min(height, t + b + (width - l - r) * meta.ratio) };
}

function narrow({ annotations, legend, margin, height, width }, data) {
  const found = {};
  if (annotations)
    found.annotations = annotations.map((each) => (isHeading(each) ? { ...each, xshift: atEdge(margin) } : each));
  if (legend?.orientation === "h" && legend.y > 1) {
    found.legend = { ...legend, yref: "container", y: 0, yanchor: "bottom" };
    found.height = height + rowsOf(data, width) * LEGEND.row;
  }
  return found;
}

// How many a legend has, whose columns are all as wide as its longest words.
function rowsOf(data, width) {
  const names = data.filter(({ name, showlegend }) => name && showlegend !== false).map(({ name }) => name.length);
  const column = LEGEND.mark + LEGEND.character * Math.max(0, ...names);
  return Math.ceil(names.length / Math.max(1, Math.floor(width / column)));
}

export function framed(shapes, cell) {
  if (!shapes || !cell) return shapes?.filter(({ name }) => name !== CELL);
  const { step, unit } = cell;
  const box = { x0: step - 0.5, x1: step + 0.5, y0: unit - 0.5, y1: unit + 0.5 };
  return shapes.map((shape) => (shape.name === CELL ? { ...shape, ...box } : shape));
}
