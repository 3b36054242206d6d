// Style: a component's sheet is a file beside its module: fetched once, and there before anything is drawn in it.
// Streamlit's own way would send it along with every message.

// `module` is the component's `import.meta.url`; what comes puts its sheet where an element stands.
export async function styled(module) {
  // In a file of one's own, where modules have no address, the styles are in the file.
  if (!module.startsWith("http")) return () => {};
  const sheet = new CSSStyleSheet();
  try {
    const answer = await fetch(module.replace(/\.js(?=\?|$)/, ".css"));
    if (answer.ok) await sheet.replace(await answer.text());
  } catch (error) {
    console.warn(error);
  }
  return (element) => {
    const { adoptedStyleSheets } = element.getRootNode();
    if (!adoptedStyleSheets.includes(sheet)) adoptedStyleSheets.push(sheet);
  };
}
