// Spotlight: the pointer on a wall. The step and the unit under it, of lines and bars what is near it, stay as they are,
// everything else is dimmed.
import { html } from "../shared/dom.js";

const NEAR = 18; // px to either side of a point of a line

export class Spotlight {
  constructor(plot) {
    this.plot = plot;
    this.veil = html("div", "veil", plot);
    this.veil.hidden = true;
  }

  // `axes`: names of the axes of the picture under the pointer; `unit` is undefined where it has none.
  show({ step, unit }, axes) {
    const { _size: size, xaxis, [axes.y]: yaxis } = this.plot._fullLayout;
    const holes = [hole("right", ...ends(xaxis, step))];
    // A row begins at its own height.
    const above = (1 - yaxis.domain[1]) * size.h;
    if (unit !== undefined) holes.push(hole("bottom", ...ends(yaxis, unit).map((end) => above + end)));
    this.dim(holes);
  }

  // The pointer is on a line or a bar.
  near({ x, xaxis }) {
    const at = xaxis.d2p(x);
    this.dim([hole("right", at - NEAR, at + NEAR)]);
  }

  dim(holes) {
    this.veil.hidden = !document.documentElement.classList.contains("presenting");
    const { _size: size } = this.plot._fullLayout;
    this.veil.style.cssText = `left: ${size.l}px; top: ${size.t}px; width: ${size.w}px; height: ${size.h}px`;
    this.veil.style.maskImage = holes.join(", ");
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
