// Sets the language of the page for screen readers and fonts, and lets the keyboard reach boxes that scroll.
const PAUSE = 100; // ms without anything new, so that nothing has to be measured while a page is being drawn
// Those that scroll down as well as sideways, and those that scroll sideways only.
const BOTH = "pre, .scroll";
const SIDEWAYS = ".katex-display";

export default function ({ data }) {
  document.documentElement.lang = data.language;
  let timer = setTimeout(reach, PAUSE);
  const watching = new MutationObserver(() => {
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
