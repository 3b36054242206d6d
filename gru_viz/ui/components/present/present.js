// Present: scales the page so that 480 of its pixels fill the window's height, and listens to the keys of a clicker.
import { html } from "../shared/dom.js";
import { lasting } from "../shared/lasting.js";
import { cursor } from "../shared/page.js";
import { HEIGHT, scale } from "../shared/wall.js";
import { Sheets } from "./sheets.js";

// As page.css has it: everything that has no place on a wall is hidden under this class.
const ON = "presenting";
const ONE_BY_ONE = "sheets";
// ms for which the keys are told.
const HINT = 5000;
// Pixels of a lesson's words: the largest with which all of a step is seen at once.
const SIZES = [16, 15, 14, 13, 12];

class Present {
  constructor() {
    this.dark = null;
    this.listening = new AbortController();
    const { signal } = this.listening;
    addEventListener("keydown", (event) => this.key(event), { signal });
    addEventListener("resize", () => this.fit(), { signal });
    document.documentElement.classList.add(ON);
    this.grown = new ResizeObserver(() => this.fit());
    const main = document.querySelector("[data-testid=stMainBlockContainer]");
    this.grown.observe(main);
    this.main = main;
    this.keys = html("p", "wall-keys", document.body);
    addEventListener("pointermove", (event) => this.hint(event), { signal });
  }

  // `walked`: the page has a walk of its own; `steps`: it has steps to go through; `sheets`: what it shows goes to the
  // wall one by one; `keys`: which keys there are, in words.
  receive({ walked, steps, sheets, keys }) {
    Object.assign(this, { walked, steps });
    if (this.keys.textContent !== keys) {
      this.keys.textContent = keys;
      this.hint();
    }
    if (Boolean(this.sheets) !== sheets) {
      this.sheets?.leave();
      this.sheets = sheets ? new Sheets(this.main, () => this.fit()) : null;
      document.documentElement.classList.toggle(ONE_BY_ONE, sheets);
    }
    this.fit();
  }

  fit() {
    const { style } = document.documentElement;
    style.setProperty("--present-scale", scale());
    for (const size of SIZES) {
      style.setProperty("--present-text", `${size}px`);
      if (this.main.offsetHeight <= HEIGHT) break;
    }
    this.sheets?.fit(HEIGHT);
    // What is there for readers alone may reach below the wall.
    style.setProperty("--present-overflow", this.main.offsetHeight <= HEIGHT ? "hidden" : "auto");
  }

  // For a while at first, and again where the pointer has moved: what is drawn under one that rests is no move.
  hint(event) {
    if (event && !event.movementX && !event.movementY) return;
    this.keys.classList.add("shown");
    clearTimeout(this.hiding);
    this.hiding = setTimeout(() => this.keys.classList.remove("shown"), HINT);
  }

  key(event) {
    const [from] = event.composedPath();
    if (event.ctrlKey || event.altKey || event.metaKey || from.matches?.("input, select, textarea")) return;
    const acts = {
      Escape: () => (this.dark ? this.blank() : this.tell()),
      b: () => this.blank(),
      B: () => this.blank(),
      ".": () => this.blank(),
      " ": () => from.matches?.("button, summary") || cursor.player?.toggle(),
      ...(this.walked ? {} : this.walk()),
    };
    if (!acts[event.key]) return;
    if (event.key !== " " || !from.matches?.("button, summary")) event.preventDefault();
    acts[event.key]();
  }

  // A page without a walk of its own: its sheets, the stages of a diagram where there is one, else the steps.
  walk() {
    return {
      PageDown: () => this.click(1),
      PageUp: () => this.click(-1),
      ArrowRight: () => this.step(1),
      ArrowLeft: () => this.step(-1),
    };
  }

  step(by) {
    if (this.steps) cursor.walk("step", by);
    else this.click(by);
  }

  // What a clicker's button does.
  click(by) {
    if (this.sheets?.walk(by)) this.fit();
    else if (this.sheets?.find().length > 1) return;
    else if (cursor.player?.walk) cursor.player.walk(by);
    else cursor.walk("step", by);
  }

  // A dark wall, until the next time.
  blank() {
    if (this.dark) this.dark.remove();
    this.dark = this.dark ? null : html("div", "blank-wall", document.body);
  }

  leave() {
    this.listening.abort();
    this.grown.disconnect();
    this.dark?.remove();
    clearTimeout(this.hiding);
    this.keys.remove();
    this.sheets?.leave();
    document.documentElement.classList.remove(ON, ONE_BY_ONE);
  }
}

const standing = lasting(() => new Present());

export default function ({ data, parentElement, setTriggerValue }) {
  const [present, leave] = standing(parentElement);
  present.receive(data);
  present.tell = () => setTriggerValue("left", true);
  return leave;
}
