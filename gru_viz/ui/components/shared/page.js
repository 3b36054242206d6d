// Page: what the components of a page share. Streamlit serves each component under a name of its own, and with it a copy
// of every module; what there must be only one of hangs on the window.
import { Cursor } from "./cursor.js";

const page = (globalThis[Symbol.for("gru-viz")] ??= { cursor: new Cursor(), things: new Map(), waiting: new Map() });

export const { cursor } = page;

// `thing` is there from now on for all who expect it by this name.
export function deliver(name, thing) {
  page.things.set(name, thing);
  for (const act of page.waiting.get(name) ?? []) act(thing);
}

// It is no longer there, unless another has taken its place.
export function withdraw(name, thing) {
  if (page.things.get(name) === thing) page.things.delete(name);
}

// `act` is called with what is there by this name, and with whatever comes; returns what ends that.
export function expect(name, act) {
  const acts = page.waiting.get(name) ?? new Set();
  page.waiting.set(name, acts.add(act));
  if (page.things.has(name)) act(page.things.get(name));
  return () => acts.delete(act);
}
