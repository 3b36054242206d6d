// Sets the language of the page for screen readers and fonts, says in it what Streamlit says in English only, lets the
// keyboard reach boxes that scroll, lets one type over the sentence that stands in the line for one's own, and says where
// a run takes long.
import { lasting } from "../shared/lasting.js";

const PAUSE = 100; // ms without anything new, so that nothing has to be measured while a page is being drawn
// Those that scroll down as well as sideways, and those that scroll sideways only.
const BOTH = "pre, .scroll";
const SIDEWAYS = ".katex-display";
// What Streamlit says in English: under a field, first of all to the keyboard, in the box for files, and under the pages on a
// phone.
const FILES = "[data-testid=stFileUploaderDropzone]";
const MORE = "[data-testid=stSidebarNavViewButton]";
const FIELD = "[data-testid=InputInstructions] span";
const ENGLISH = `${FIELD}, [data-testid=stSkipToContent], ${FILES} button p, ${FILES} div > span, ${MORE}`;
// Names of buttons and regions, and what stands in an empty field.
const NAMED = ["button", "a", "nav", "section", "input"].map((tag) => `${tag}[aria-label], ${tag}[placeholder]`).join();
// Parts of a name that is otherwise ours.
const PARTS = ["Help for ", "MB per file"];
// The line for a sentence of one's own.
const OWN = ".st-key-own_sentence input";
// Where Streamlit says whether a run is under way.
const STATE = "data-test-script-state";
const LONG = 500; // ms of a run until what it has not drawn anew fades (page.css)

class Watch {
  constructor() {
    this.watching = new MutationObserver(() => this.look());
    this.watching.observe(document.body, { childList: true, subtree: true });
    this.running = new MutationObserver(() => this.clock());
    this.running.observe(document.body, { attributeFilter: [STATE], subtree: true });
    this.listening = new AbortController();
    const { signal } = this.listening;
    addEventListener("pointerdown", ({ target }) => (this.entered = document.activeElement !== target && target), {
      signal,
    });
    addEventListener("click", ({ target }) => this.entered === target && target.matches?.(OWN) && target.select(), {
      signal,
    });
  }

  receive({ language, words }) {
    document.documentElement.lang = language;
    this.said = new Map(Object.entries(words));
    this.look();
  }

  look() {
    translate(this.said);
    clearTimeout(this.timer);
    this.timer = setTimeout(reach, PAUSE);
  }

  clock() {
    clearTimeout(this.long);
    const { classList } = document.documentElement;
    classList.remove("long-run");
    if (document.querySelector(`[${STATE}="running"]`)) this.long = setTimeout(() => classList.add("long-run"), LONG);
  }

  leave() {
    this.watching.disconnect();
    this.running.disconnect();
    clearTimeout(this.long);
    this.listening.abort();
    clearTimeout(this.timer);
  }
}

const standing = lasting(() => new Watch());

export default function ({ data, parentElement }) {
  const [watch, leave] = standing(parentElement);
  watch.receive(data);
  return leave;
}

function reach() {
  for (const box of document.querySelectorAll(`${BOTH}, ${SIDEWAYS}`)) {
    const down = box.matches(BOTH) && box.scrollHeight > box.clientHeight;
    if (down || box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  }
}

// What is translated is not English any more, so that a second look changes nothing.
function translate(said) {
  if (!said.size) return;
  for (const hint of document.querySelectorAll(ENGLISH)) {
    const told = translated(hint.textContent, said);
    if (told) hint.textContent = told;
  }
  for (const named of document.querySelectorAll(NAMED)) {
    for (const attribute of ["aria-label", "placeholder"]) {
      const told = translated(named.getAttribute(attribute) ?? "", said);
      if (told) named.setAttribute(attribute, told);
    }
  }
}

// Undefined where there is nothing to translate. A number stands for itself.
function translated(text, said) {
  if (said.has(text)) return said.get(text);
  const [count] = text.match(/\d+/) ?? [];
  const counting = count && said.get(text.replace(count, "{count}"));
  if (counting) return counting.replace("{count}", count);
  const part = PARTS.find((each) => said.has(each) && text.includes(each));
  return part && text.replace(part, said.get(part));
}
