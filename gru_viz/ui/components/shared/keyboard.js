// Keyboard: the same keys in every picture of a page. ← → steps, ↑ ↓ units, Home and End, Space plays; `more` of one
// picture's own; until `signal` ends it, if it does.
export function onKeys(element, cursor, more = {}, signal = undefined) {
  const listen = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, select, textarea")) return;
    const act = { ...keys(cursor), ...more }[(event.shiftKey ? "Shift+" : "") + event.key];
    // Space presses the button that has the focus
    if (!act || (event.key === " " && event.target.matches("button, summary"))) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  element.addEventListener("keydown", listen, { signal });
}

function keys(cursor) {
  return {
    ArrowRight: () => cursor.walk("step", 1),
    ArrowLeft: () => cursor.walk("step", -1),
    ArrowDown: () => cursor.walk("unit", 1),
    ArrowUp: () => cursor.walk("unit", -1),
    Home: () => cursor.move({ step: 0 }),
    End: () => cursor.move({ step: cursor.count("step") - 1 }),
    " ": () => cursor.player?.toggle(),
  };
}
