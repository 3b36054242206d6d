// Stretch: a text whose tokens are pressed, drawn over, or walked through with the arrow keys.
import { html } from "../shared/dom.js";
import { styled } from "../shared/style.js";

const style = await styled(import.meta.url);
// Milliseconds after the last key until what it has chosen is told.
const PAUSE = 350;

export default function ({ data, parentElement, setTriggerValue }) {
  style(parentElement);
  const before = parentElement.querySelector(".stretch");
  const focused = before?.matches(":focus") ?? false;
  before?.remove();
  const root = html("p", "stretch", parentElement);
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", data.label);
  root.setAttribute("translate", "no");
  root.tabIndex = 0;
  const spans = data.tokens.map(drawn);
  root.append(...spans);
  const choice = { start: data.start, end: data.end };
  const mark = () => spans.forEach((span, i) => span.classList.toggle("chosen", i >= choice.start && i < choice.end));
  const tell = () => setTriggerValue("chosen", { ends: [choice.start, choice.end] });
  pointed(root, spans, choice, data.several, mark, tell);
  const forget = typed(root, spans, choice, data.several, mark, tell);
  mark();
  if (focused) root.focus({ preventScroll: true });
  return () => parentElement.isConnected || forget(); // else only this call is taken back, in favour of a later one
}

// A mouse draws over tokens; a finger, which scrolls, presses the first one.
function pointed(root, spans, choice, several, mark, tell) {
  let anchor = null;
  const at = ({ target }) => spans.indexOf(target.closest("span"));
  const reach = (i) => {
    choice.start = several ? Math.min(anchor, i) : i;
    choice.end = (several ? Math.max(anchor, i) : i) + 1;
    mark();
  };
  root.addEventListener("pointerdown", (event) => {
    const i = at(event);
    if (i < 0) return;
    anchor = event.shiftKey && several ? choice.start : i;
    if (event.pointerType !== "mouse") return;
    event.preventDefault();
    root.focus({ preventScroll: true });
    reach(i);
  });
  root.addEventListener("pointermove", (event) => {
    const i = at(event);
    if (anchor !== null && event.pointerType === "mouse" && i >= 0) reach(i);
  });
  root.addEventListener("pointerup", ({ pointerType }) => {
    if (anchor === null) return;
    if (pointerType !== "mouse") {
      choice.end = Math.min(spans.length, anchor + (several ? choice.end - choice.start : 1));
      choice.start = anchor;
      mark();
    }
    anchor = null;
    tell();
  });
  for (const lost of ["pointercancel", "pointerleave"]) root.addEventListener(lost, () => (anchor = null));
}

// The arrow keys move what is chosen, with Shift they move its end; returns what forgets a key that is not told yet.
function typed(root, spans, choice, several, mark, tell) {
  let timer = null;
  root.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey && several) {
      choice.end = Math.min(spans.length, Math.max(choice.start + 1, choice.end + by));
    } else if (choice.start + by >= 0 && choice.end + by <= spans.length) {
      choice.start += by;
      choice.end += by;
    }
    mark();
    clearTimeout(timer);
    timer = setTimeout(tell, PAUSE);
  });
  return () => clearTimeout(timer);
}

function drawn({ text, ground, ink, value }) {
  const span = html("span", "", null, text);
  span.style.background = ground;
  span.style.color = ink;
  span.title = value;
  return span;
}
