// Card: what stands behind the cell that was pressed, beside it; it follows the cursor until it is closed.
import { clip } from "../shared/clip.js";
import { button, html } from "../shared/dom.js";

const GAP = 28; // px between the pointer and the card

export class Card {
  constructor(parent) {
    this.parent = parent;
    this.root = html("div", "card", parent);
    this.root.hidden = true;
    this.button = button("×", "", this.root, () => this.close());
    this.button.className = "close";
    this.body = html("div", "", this.root);
  }

  // Where the pointer is; in the page's pixels.
  open({ clientX, clientY }, label) {
    this.button.title = this.button.ariaLabel = label;
    this.at = { x: clientX, y: clientY };
    this.root.hidden = this.body.childElementCount === 0;
    this.place();
  }

  // `nodes` to show, or null where there is nothing.
  fill(nodes) {
    this.body.replaceChildren(...(nodes ?? []));
    if (!this.at) return;
    this.root.hidden = !nodes;
    this.place();
  }

  // Above or below the pointer, whichever has more room, and never beyond the figure's sides.
  place() {
    if (this.root.hidden) return;
    const frame = this.parent.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.root;
    const left = clip(this.at.x - frame.left - width / 2, 0, frame.width - width);
    const below = this.at.y + GAP + height < innerHeight || this.at.y < innerHeight / 2;
    this.root.style.left = `${left}px`;
    this.root.style.top = `${this.at.y - frame.top + (below ? GAP : -GAP - height)}px`;
  }

  close() {
    this.at = undefined;
    this.root.hidden = true;
  }
}
