// Heatmaps: a figure of a run that lives in the browser. Python sends the numbers; where to look is decided here.
import { html } from "../shared/dom.js";
import { onKeys } from "../shared/keyboard.js";
import { lasting } from "../shared/lasting.js";
import { cursor, deliver, expect, withdraw } from "../shared/page.js";
import { Card } from "./card.js";
import { Figure } from "./figure.js";
import { Frames } from "./frames.js";
import { canDraw, plotly } from "./plotly.js";
import { sentence } from "./sentence.js";
import { Spotlight } from "./spotlight.js";
import { Piece } from "./piece.js";
import { Table } from "./table.js";
import { dressed, dressedTraces, lookOf } from "./theme.js";
import { styled } from "../shared/style.js";

const style = await styled(import.meta.url);

class Heatmaps {
  constructor(parent) {
    this.root = html("div", "heatmaps", parent);
    this.root.tabIndex = 0;
    this.root.setAttribute("role", "figure");
    // Above the picture: whoever watches it play need not look elsewhere.
    const above = html("div", "above", this.root);
    this.said = html("p", "said", above);
    this.said.setAttribute("aria-live", "polite");
    this.key = html("p", "key", above);
    this.plot = html("div", "plot", this.root);
    this.table = new Table(this.root);
    this.card = new Card(this.root);
    this.frames = new Frames();
    this.piece = new Piece(this);
    onKeys(this.root, cursor, { Escape: () => this.card.close() });
    this.unfollow = cursor.follow(this);
    this.unexpect = expect("arithmetic", (arithmetic) => this.card.fill(arithmetic.copy(this.message?.key)));
  }

  // A message from Python: another one, or the same in another theme.
  async receive(bytes) {
    const dress = lookOf(this.root);
    const isNew = this.frames.receive(bytes, dress.text);
    if (!isNew && JSON.stringify(dress) === JSON.stringify(this.dress)) return;
    this.dress = dress;
    this.message = this.frames.message;
    this.root.setAttribute("aria-label", this.message.alt);
    // A chart alone: no sentences of steps, no cells to go through.
    this.root.classList.toggle("bare", this.message.bare === true);
    if (this.message.bare) this.root.removeAttribute("tabindex");
    this.expected ??= [
      expect(`others ${this.message.key}`, (parcel) => this.receiveOthers(parcel)),
      expect(`piece ${this.message.key}`, (parcel) => this.piece.receive(parcel)),
    ];
    // Its numbers are there: what is made of them need not wait until it is drawn.
    deliver(`picture ${this.message.key}`, this);
    await this.show();
  }

  receiveOthers(bytes) {
    this.frames.receiveOthers(bytes);
    if (this.missing) this.show();
    deliver(`picture ${this.message.key}`, this);
  }

  async show() {
    if (this.message.later) await painted();
    await this.make(this.frames.at(cursor.place)?.data);
    const picture = this.frames.at(cursor.place);
    this.missing = picture === null;
    // Python is asked at once, and until its answer the picture of before stays.
    if (this.missing) return cursor.report(0);
    this.picture = picture;
    const { layout } = picture;
    const data = dressedTraces(picture.data, this.dress);
    await this.figure.show({ data, layout: dressed(layout, this.dress, this.message.bare) }, this.cell);
    this.figure.walk(picture.walk, cursor.place.step);
    this.listen();
    this.say();
  }

  // The figure is made once, and once more where the library that draws it does not know such `traces`.
  async make(traces) {
    if (canDraw(this.figure?.Plotly, traces)) return;
    const Plotly = await plotly(this.message.sources, traces);
    if (canDraw(this.figure?.Plotly, traces)) return; // made for another picture meanwhile
    this.figure?.leave();
    this.figure = new Figure(Plotly, this.plot, this.config(Plotly));
    this.listening = false;
  }

  get cell() {
    const { step, unit } = cursor.place;
    return this.message.cell && step !== undefined ? { step, unit } : null;
  }

  // The cursor moved.
  move(place, before) {
    if (!this.figure?.shown) return;
    if (this.message.fields.some((field) => place[field] !== before[field])) this.show();
    else if (this.message.cell) {
      this.figure.frame(this.cell);
      this.say();
    } else if (this.picture.walk) {
      this.figure.walk(this.picture.walk, place.step);
      this.say();
    }
  }

  say() {
    const { words, labels, bare } = this.message;
    const { direction, step } = cursor.place;
    this.key.textContent = this.picture.key ?? "";
    const told = this.picture.said?.[step] ?? "";
    this.said.textContent = this.cell ? sentence(this.picture, words, step, direction === "backward") : told;
    const heatmaps = bare ? [] : this.picture.data.filter(({ coloraxis }) => coloraxis);
    this.table.show(heatmaps, this.picture.tokens, this.cell, labels);
  }

  // Once it is drawn: before, Plotly has given it nothing to hear with.
  listen() {
    if (this.listening) return;
    this.listening = true;
    this.plot.on("plotly_click", ({ points, event }) => {
      const mark = points.find(({ data }) => data.meta?.opens);
      if (mark) this.open(mark.pointNumber);
      else this.press(cellAt(points), event);
    });
    const spotlight = new Spotlight(this.plot);
    this.plot.on("plotly_hover", ({ points }) => {
      if (points.every(({ data }) => data.type !== "heatmap")) return spotlight.near(points[0]);
      cursor.hover({ unit: null, ...cellAt(points) }, this);
      spotlight.show(cellAt(points), axesOf(points));
    });
    this.plot.on("plotly_unhover", () => {
      cursor.hover(null, this);
      spotlight.hide();
    });
    this.plot.on("plotly_relayout", (change) => this.piece.zoomed(change));
  }

  // The cell that was pressed is the one in view, and its arithmetic stands beside it.
  press(cell, event) {
    if (!this.message.cell) return;
    cursor.move(cell);
    this.card.open(event, this.message.labels.close);
  }

  // The pointer is on a cell of another picture, or no longer.
  hover(cell, from) {
    if (from === this || !this.figure?.shown || !this.message.cell) return;
    if (cell) this.figure.hover(cell);
    else this.figure.unhover();
  }

  config(Plotly) {
    const download = {
      name: "toImage",
      title: this.message.labels.download,
      icon: Plotly.Icons.camera,
      click: (plot) => Plotly.downloadImage(plot, { ...this.message.download, filename: this.picture.name }),
    };
    const buttons = this.message.zoom ? [download, "zoom2d", "resetScale2d"] : [download];
    return { displaylogo: false, displayModeBar: true, modeBarButtons: [buttons], ...this.message.labels.plotly };
  }

  leave() {
    this.unfollow();
    this.figure?.leave();
    for (const end of this.expected ?? []) end();
    this.unexpect();
    withdraw(`picture ${this.message?.key}`, this);
  }
}

// Where a click or the pointer is; on the sequence's strip, which has no units, the step alone.
function cellAt(points) {
  const point = points.find(({ data }) => data.coloraxis) ?? points[0];
  const step = Math.round(point.x);
  return point.data.coloraxis ? { step, unit: Math.round(point.y) } : { step };
}

// Plotly's own name of the axis of units under the pointer.
function axesOf(points) {
  const { data } = points.find(({ data: { coloraxis } }) => coloraxis) ?? points[0];
  return { y: (data.yaxis ?? "y").replace("y", "yaxis") };
}

// When what is to be drawn now has been.
function painted() {
  return new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}

const standing = lasting((parent) => new Heatmaps(parent));

export default async function ({ data, parentElement, setTriggerValue }) {
  style(parentElement);
  const [heatmaps, leave] = standing(parentElement);
  heatmaps.open = (number) => setTriggerValue("opened", { number });
  heatmaps.ask = (window) => setTriggerValue("zoomed", { window });
  try {
    await heatmaps.receive(data);
  } catch (error) {
    console.error(error);
    // What fails because it was taken off the page meanwhile is nobody's figure any more.
    if (parentElement.isConnected) setTriggerValue("failed", String(error));
  }
  return leave;
}
