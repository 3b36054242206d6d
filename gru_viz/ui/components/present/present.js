// Present: scales the page so that 480 of its pixels fill the window's height, and listens to the keys of a clicker.
import { html } from "../shared/dom.js";
import { cursor } from "../shared/page.js";

// As style.css has it: everything that has no place on a wall is hidden under this class.
const ON = "presenting";
const HEIGHT = 480;
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
    this.fit();
  }

  fit() {
    const { style } = document.documentElement;
    style.setProperty("--present-scale", innerHeight / HEIGHT);
    for (const size of SIZES) {
      style.setProperty("--present-text", `${size}px`);
      if (this.main.offsetHeight <= HEIGHT) break;
    }
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

  // A page without a walk of its own: the stages of a diagram where there is one, else the steps.
  walk() {
    return {
      PageDown: () => click(1),
      PageUp: () => click(-1),
      ArrowRight: () => cursor.walk("step", 1),
      ArrowLeft: () => cursor.walk("step", -1),
    };
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
    document.documentElement.classList.remove(ON);
  }
}

// What a clicker's button does.
function click(by) {
  if (cursor.player?.walk) cursor.player.walk(by);
  else cursor.walk("step", by);
}

const mounted = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  if (!mounted.has(parentElement)) mounted.set(parentElement, new Present());
  const present = mounted.get(parentElement);
  present.walked = data.walked;
  present.tell = () => setTriggerValue("left", true);
  return () => {
    mounted.delete(parentElement);
    present.leave();
  };
}
