// Cursor: where one looks on this page, the same for every picture; whoever moves it, all others follow at once.
import { whole } from "./clip.js";

const PAUSE = 350; // ms after the last move before Python is told

export class Cursor {
  constructor() {
    this.place = {};
    this.counts = {};
    this.followers = new Set();
    this.hovered = null;
    this.tell = () => {};
    this.silent = false;
  }

  // Python says where to look, and how many there are of what: { layer: 2, step: [12, 9], unit: 16, … }; `step` counts
  // the steps of each sequence.
  start(place, counts) {
    this.counts = counts;
    this.put(place);
  }

  count(field) {
    const count = this.counts[field];
    return Array.isArray(count) ? count[this.place.sample ?? 0] : count;
  }

  // Move, and tell Python once no other move has come for a while.
  move(change) {
    if (!this.put({ ...this.place, ...change })) return false;
    this.report();
    return true;
  }

  walk(field, by) {
    return this.move({ [field]: this.place[field] + by });
  }

  report(pause = PAUSE) {
    this.forget();
    if (!this.playing && !this.silent) this.telling = setTimeout(() => this.settle(), pause);
  }

  // Python hears now what it would have heard after a pause, or at the end of playing.
  settle() {
    if (this.silent || !(this.telling || this.playing)) return;
    this.forget();
    this.tell({ ...this.place });
  }

  // While the page is left for one whose own place counts, nobody is told of this one's.
  hush(silent) {
    this.silent = silent;
    this.forget();
  }

  forget() {
    clearTimeout(this.telling);
    this.telling = undefined;
  }

  // Show another cell for as long as the pointer is there; null: no longer.
  hover(cell, from) {
    if (JSON.stringify(cell) === JSON.stringify(this.hovered)) return;
    this.hovered = cell;
    for (const follower of this.followers) follower.hover?.(cell, from);
  }

  // `follower.move(place, before)` and `follower.hover(cell, from)` are called from now on; returns what ends that.
  follow(follower) {
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }

  put(place) {
    const before = this.place;
    this.place = place;
    for (const field of Object.keys(place)) {
      if (typeof place[field] === "number") place[field] = whole(place[field], 0, (this.count(field) ?? Infinity) - 1);
    }
    const moved = Object.keys(place).some((field) => place[field] !== before[field]);
    if (moved) for (const follower of this.followers) follower.move?.(place, before);
    return moved;
  }
}
