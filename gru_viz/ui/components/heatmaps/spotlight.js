// Spotlight: the pointer on a wall. The step and the unit under it stay as they are, everything else is dimmed.
import { html } from "../shared/dom.js";

export class Spotlight {
  constructor(plot) {
    this.plot = plot;
    this.veil = html("div", "veil", plot);
    this.veil.hidden = true;
  }

  // `axes`: names of the axes of the picture under the pointer; `unit` is undefined where it has none.
  show({ step, unit }, axes) {
    if (!document.documentElement.classList.contains("presenting")) return this.hide();
    const { _size: size, xaxis, [axes.y]: yaxis } = this.plot._fullLayout;
    this.veil.style.cssText = `left: ${size.l}px; top: ${size.t}px; width: ${size.w}px; height: ${size.h}px`;
    const holes = [hole("right", ...ends(xaxis, step))];
    // A row begins at its own height.
    const above = (1 - yaxis.domain[1]) * size.h;
    if (unit !== undefined) holes.push(hole("bottom", ...ends(yaxis, unit).map((end) => above + end)));
    this.veil.style.maskImage = holes.join(", ");
    this.veil.hidden = false;
  }

  hide() {
    this.veil.hidden = true;
  }
}

// Pixels where a cell begins and ends, in the order of the page, from where the axis begins.
function ends(axis, at) {
  return [axis.d2p(at - 0.5), axis.d2p(at + 0.5)].toSorted((one, other) => one - other);
}

// Everything but from `first` to `last`.
function hole(side, first, last) {
  return `linear-gradient(to ${side}, black ${first}px, transparent ${first}px ${last}px, black ${last}px)`;
}
