// Sheets: what a page shows one after another, as much at a time as the wall holds: figures, tables, code and cards, in their order.
const CHART = /(?:^| )st-key-\w+_chart(?: |$)/;
const PARCEL = "st-key-parcel_";
const OTHERS = [
  "[class*=st-key-card_]",
  ".stHtml:has(.coloured-text)",
  "[data-testid=stDataFrame]",
  "[data-testid=stCode]",
  "[data-testid=stMarkdownContainer]:has(> table)",
].join(", ");
const SHOWN = "on-wall";
// Pixels of a table's words, from the largest on.
const TABLE = [20, 18, 16, 14, 13];

export class Sheets {
  constructor(main, changed) {
    Object.assign(this, { main, at: 0, count: 1, before: [], part: 0, parts: 1 });
    // What a run brings stands where it belongs.
    this.watching = new MutationObserver(() => {
      if (this.find().some((each, index) => each.classList.contains(SHOWN) !== this.isShown(index))) changed();
    });
    this.watching.observe(main, { childList: true, subtree: true });
  }

  find() {
    const found = [...this.main.querySelectorAll(`[class*=_chart], ${OTHERS}`)].filter(
      (each) => (CHART.test(each.className) && !each.className.includes(PARCEL)) || each.matches(OTHERS),
    );
    return found.filter((each) => !found.some((other) => other !== each && other.contains(each)));
  }

  isShown(index) {
    return index >= this.at && index < this.at + this.count;
  }

  // Put the one whose turn it is on a wall of so many pixels, with those after it that fit, too; of one that is taller,
  // a part.
  fit(height) {
    const found = this.find();
    this.at = Math.max(0, Math.min(this.at, found.length - 1));
    for (const each of found) Object.assign(each.style, { maxHeight: "", overflow: "" });
    this.show(found, 1);
    this.parts = 1;
    if (!found.length) return;
    this.enlarge(found[this.at], height);
    if (this.main.offsetHeight > height) return this.divide(found[this.at], height);
    while (this.at + this.count < found.length) {
      this.show(found, this.count + 1);
      if (this.main.offsetHeight <= height) continue;
      this.show(found, this.count - 1);
      break;
    }
  }

  // The words of a table are as large as fits.
  enlarge(shown, height) {
    const { style } = document.documentElement;
    for (const size of TABLE) {
      style.setProperty("--sheet-table", `${size}px`);
      if (this.main.offsetHeight <= height && shown.scrollWidth <= shown.clientWidth) break;
    }
  }

  // So many from the one whose turn it is.
  show(found, count) {
    this.count = count;
    for (const [index, each] of found.entries()) each.classList.toggle(SHOWN, this.isShown(index));
  }

  // No line is cut: a part ends where one does.
  divide(shown, height) {
    const room = height - (this.main.offsetHeight - shown.offsetHeight);
    // A table of data moves in a frame of its own.
    if (shown.offsetHeight > room && !shown.matches("[data-testid=stDataFrame]")) {
      const edges = edgesOf(shown);
      Object.assign(shown.style, { maxHeight: `${room}px`, overflow: "hidden" });
      // What is around it may have grown with it.
      const starts = startsOf(edges, room - Math.max(0, this.main.offsetHeight - height));
      this.parts = starts.length - 1;
      const part = Math.min(this.part, this.parts - 1);
      shown.style.maxHeight = `${starts[part + 1] - starts[part]}px`;
      shown.scrollTop = starts[part];
    }
    this.part = Math.min(this.part, this.parts - 1);
  }

  // Another part, or another one; false where there is none.
  walk(by) {
    if (this.part + by >= 0 && this.part + by < this.parts) {
      this.part += by;
      return true;
    }
    const to = by > 0 ? this.at + this.count : (this.before.pop() ?? this.at - 1);
    if (to < 0 || to >= this.find().length) return false;
    if (by > 0) this.before.push(this.at);
    Object.assign(this, { at: to, part: by > 0 ? 0 : Infinity });
    return true;
  }

  leave() {
    this.watching.disconnect();
    for (const each of this.find()) {
      each.classList.remove(SHOWN);
      Object.assign(each.style, { maxHeight: "", overflow: "" });
    }
  }
}

// Where lines of code, or rows of a table, begin and end, in the element's own pixels from its top; else where text may.
function edgesOf(shown) {
  const scale = shown.getBoundingClientRect().height / shown.offsetHeight;
  const top = shown.getBoundingClientRect().top;
  const from = (each, side) => (each.getBoundingClientRect()[side] - top) / scale;
  const rows = [...shown.querySelectorAll("tr")];
  if (rows.length) return [0, ...rows.map((row) => from(row, "bottom"))];
  const text = shown.querySelector("code") ?? shown;
  const { lineHeight, paddingTop } = getComputedStyle(text);
  const [line, first] = [parseFloat(lineHeight) || 1, from(text, "top") + parseFloat(paddingTop)];
  const count = Math.floor((shown.scrollHeight - first) / line);
  return [0, ...Array.from({ length: count }, (_, index) => first + (index + 1) * line)];
}

// The edges at which parts of at most so many pixels begin, and the last one's end.
function startsOf(edges, room) {
  const starts = [0];
  for (const [index, edge] of edges.entries())
    if (index > 1 && edge - starts.at(-1) > room) starts.push(edges[index - 1]);
  return [...starts, edges.at(-1)];
}
