// Heading: the title of a row of a figure, which ends where the figure does.
const LEFT = 8; // pixels from the edge, where a figure is narrow; as many are left on the right
const WORD = 12; // characters: what is longer is a sentence

let pen;

export function isHeading({ xref, x, xanchor }) {
  return xref === "paper" && x === 0 && xanchor === "left";
}

// On a narrow figure rows' titles begin at its edge.
export function atEdge(margin) {
  return LEFT - margin.l;
}

// `heading` with as much of its text as there is place for, and all of it where the pointer is. What is cut is the sentence
// in it, which is bold, or else its longest part: what stands behind a long one is still there.
export function fitting(heading, { font, margin, template, width }) {
  if (!isHeading(heading)) return heading;
  const place = width - LEFT - (margin.l + (heading.xshift ?? 0));
  const text = shortened(heading.text, { ...template?.layout.font, ...font, ...heading.font }, place);
  return { ...heading, text, hovertext: text === heading.text ? "" : heading.text };
}

// The same where some `words` of a figure change, which are named as Plotly does.
export function respelt(layout, words) {
  const changes = Object.entries(words).flatMap(([path, text]) => {
    const heading = layout.annotations?.[/^annotations\[(\d+)\]\.text$/.exec(path)?.[1]];
    if (!heading || !isHeading(heading)) return [[path, text]];
    const fits = fitting({ ...heading, text }, layout);
    return [
      [path, fits.text],
      [path.replace(/text$/, "hovertext"), fits.hovertext],
    ];
  });
  return Object.fromEntries(changes);
}

function shortened(text, font, place) {
  const holder = document.createElement("template");
  holder.innerHTML = text;
  const walker = document.createTreeWalker(holder.content, NodeFilter.SHOW_TEXT);
  const parts = [];
  while (walker.nextNode()) parts.push(walker.currentNode);
  if (!parts.length) return text;
  const sentences = parts.filter(({ length, parentElement }) => length > WORD && parentElement?.closest("b"));
  const longest = (sentences.length ? sentences : parts).reduce((one, other) =>
    other.length > one.length ? other : one,
  );
  const left = place - parts.reduce((sum, part) => sum + (part === longest ? 0 : pixels(part, font)), 0);
  if (pixels(longest, font) <= left) return text;
  const characters = Array.from(new Intl.Segmenter().segment(longest.data), ({ segment }) => segment);
  do {
    characters.pop();
    longest.data = `${characters.join("").trimEnd()}…`;
  } while (characters.length && pixels(longest, font) > left);
  return holder.innerHTML;
}

// Pixels of a piece of text.
function pixels({ data, parentElement }, { family, size }) {
  pen ??= document.createElement("canvas").getContext("2d");
  const own = parentElement?.closest("[style*=font-size]")?.style.fontSize;
  pen.font = `${parentElement?.closest("b") ? "bold " : ""}${own || `${size}px`} ${family}`;
  return pen.measureText(data).width;
}
