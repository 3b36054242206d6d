// Cursor: where one looks, as controls beside the pictures; Python hears of it once the visitor pauses.
import { html } from "../shared/dom.js";
import { onKeys } from "../shared/keyboard.js";
import { lasting } from "../shared/lasting.js";
import { cursor } from "../shared/page.js";
import { KINDS } from "./controls.js";
import { styled } from "../shared/style.js";

const style = await styled(import.meta.url);

const ACTS = "a, button, input, label, select, summary, textarea";
const LEADS = ".cursor, .heatmaps, .cell"; // what moves the cursor itself, often many times in a row

class Bar {
  constructor(parent) {
    this.root = html("div", "cursor", parent);
    this.root.setAttribute("role", "group");
    onKeys(this.root, cursor);
    this.unfollow = cursor.follow(this);
    this.listening = new AbortController();
    addEventListener("pointerdown", turned, { capture: true, signal: this.listening.signal });
  }

  // `data`: { place, moves, counts, controls, label, keys }. The place is Python's only where `moves` says that
  // something else than the visitor's own hand on this page chose it.
  receive(data) {
    const arrived = data.moves !== this.data?.moves;
    cursor.start(arrived ? { ...data.place } : cursor.place, data.counts);
    const controls = JSON.stringify([data.controls, data.counts]);
    this.data = data;
    if (controls !== this.built) this.build();
    this.built = controls;
  }

  build() {
    const { controls, label, keys } = this.data;
    this.player?.stop();
    this.root.replaceChildren();
    this.root.setAttribute("aria-label", label);
    this.controls = controls.map((control) =>
      KINDS[control.kind](control, html("div", control.kind, this.root), cursor),
    );
    if (keys) html("span", "keys", this.root, keys);
    this.move();
  }

  move() {
    for (const control of this.controls ?? []) control.show?.();
  }

  // On a page without one, and on the next until it has one, nobody asks where it stood.
  leave() {
    for (const control of this.controls ?? []) control.leave?.();
    if (cursor.tell === this.tell) cursor.tell = () => {};
    this.unfollow();
    this.listening.abort();
  }
}

// Whoever turns to anything else, be it another page or a file to take home, means what is on the screen; a finger that only
// scrolls turns to nothing.
function turned(event) {
  const isAny = (selector) => event.composedPath().some((each) => each.matches?.(selector));
  if (isAny(ACTS) && !isAny(LEADS)) cursor.settle();
}

const standing = lasting((parent) => new Bar(parent));

export default function ({ data, parentElement, setTriggerValue }) {
  style(parentElement);
  const [bar, leave] = standing(parentElement);
  cursor.tell = bar.tell = (place) => setTriggerValue("moved", place);
  bar.receive(data);
  return leave;
}
