// Sets the language of the page for screen readers and fonts, says in it what Streamlit says in English only, and lets
// the keyboard reach boxes that scroll.
const PAUSE = 100; // ms without anything new, so that nothing has to be measured while a page is being drawn
// Those that scroll down as well as sideways, and those that scroll sideways only.
const BOTH = "pre, .scroll";
const SIDEWAYS = ".katex-display";
// What Streamlit says in English: under a field, and first of all to the keyboard.
const ENGLISH = "[data-testid=InputInstructions] span, [data-testid=stSkipToContent]";

export default function ({ data }) {
  document.documentElement.lang = data.language;
  const said = new Map(Object.entries(data.words));
  translate(said);
  let timer = setTimeout(reach, PAUSE);
  const watching = new MutationObserver(() => {
    translate(said);
    clearTimeout(timer);
    timer = setTimeout(reach, PAUSE);
  });
  watching.observe(document.body, { childList: true, subtree: true });
  return () => {
    watching.disconnect();
    clearTimeout(timer);
  };
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
    if (said.has(hint.textContent)) hint.textContent = said.get(hint.textContent);
  }
  for (const button of document.querySelectorAll("button[aria-label]")) {
    const name = button.getAttribute("aria-label");
    if (said.has(name)) button.setAttribute("aria-label", said.get(name));
  }
}
