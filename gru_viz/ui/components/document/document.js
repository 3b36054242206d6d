// Sets the language of the page for screen readers and fonts, and lets the keyboard reach boxes that scroll.
export default function ({ data }) {
  document.documentElement.lang = data.language;
  reach();
  const watching = new MutationObserver(reach);
  watching.observe(document.body, { childList: true, subtree: true });
  return () => watching.disconnect();
}

function reach() {
  for (const box of document.querySelectorAll("pre:not([tabindex])")) box.tabIndex = 0;
}
