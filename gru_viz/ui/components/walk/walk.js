// Walk: one step back or on, and how far one is. The arrow keys walk wherever no picture has them for itself; the Page
// keys, which a clicker sends, walk anywhere.
import { button, html } from "../shared/dom.js";
import { lasting } from "../shared/lasting.js";
import { styled } from "../shared/style.js";

const style = await styled(import.meta.url);
const SERVER = import.meta.url.split("/_stcore/")[0];

class Walk {
  constructor(parent) {
    this.root = html("nav", "walk", parent);
    this.back = button("‹", "", this.root, () => this.walk(-1));
    this.progress = html("progress", "", this.root);
    this.count = html("span", "", this.root);
    this.on = button("›", "", this.root, () => this.walk(1));
    this.listening = new AbortController();
    addEventListener("keydown", (event) => this.key(event), { signal: this.listening.signal });
  }

  // `data`: { at, count, labels, ahead }.
  receive({ at, count, labels, ahead }, tell) {
    if (this.at === undefined) whenIdle(() => fetched(ahead));
    Object.assign(this, { at, last: count, tell, waiting: false });
    this.root.ariaLabel = labels.progress;
    for (const [made, label] of [
      [this.back, labels.back],
      [this.on, labels.on],
    ])
      made.title = made.ariaLabel = label;
    Object.assign(this.progress, { value: at, max: count, ariaLabel: labels.progress });
    this.count.textContent = `${at} / ${count}`;
    this.back.disabled = at === 1;
    this.on.disabled = at === count;
  }

  key(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -1, PageDown: 1 }[event.key];
    const [from] = event.composedPath();
    if (!by || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || typed(from)) return;
    if (event.key.startsWith("Arrow") && from.closest?.("[role=radiogroup], [role=slider], [role=tablist]")) return;
    event.preventDefault();
    this.walk(by);
  }

  // Once: what comes before the answer is held back, for a key that is held would run through the lesson.
  walk(by) {
    const to = this.at + by;
    if (this.waiting || to < 1 || to > this.last) return;
    this.waiting = true;
    this.tell(to);
  }

  leave() {
    this.listening.abort();
  }
}

// What later steps are drawn by, whose modules name each other in four rounds: while the first one is read.
function fetched(paths) {
  for (const path of paths) import(`${SERVER}/${path}`).catch(console.warn);
}

// Safari does not say when.
function whenIdle(act) {
  if (globalThis.requestIdleCallback) requestIdleCallback(act);
  else setTimeout(act, 1000);
}

function typed(element) {
  return element.matches?.("input, select, textarea, [contenteditable=true]") && element.type !== "radio";
}

const standing = lasting((parent) => new Walk(parent));

export default function ({ data, parentElement, setTriggerValue }) {
  style(parentElement);
  const [walk, leave] = standing(parentElement);
  walk.receive(data, (step) => setTriggerValue("step", step));
  return leave;
}
