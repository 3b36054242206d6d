// Tiles: tokens above the heatmaps, cut to what their tiles have room for, so that a long one makes no letter small.

// Pixels of a tile for each character that is 10 pixels high; how many a tile must have room for, or as many as this share of
// the tokens have.
const CHARACTER = 7.6;
const FEWEST = 4;
const MOST = 0.8;
// A sign as Plotly reads it.
const SIGN = /&#?\w+;|./gu;

// The traces of a figure `width` pixels wide between its axes.
export function fitted(data, width) {
  return data.map((trace) => (trace.meta?.tiles ? { ...trace, ...tiles(trace, width) } : trace));
}

function tiles({ customdata: [tokens], text: [, below], texttemplate }, width) {
  const room = Math.floor(width / tokens.length / CHARACTER);
  const signs = tokens.map((token) => token.match(SIGN) ?? []);
  const widths = signs.map(wide).toSorted((a, b) => a - b);
  const has = room >= Math.min(FEWEST, widths[Math.floor(MOST * (widths.length - 1))]);
  return { text: [signs.map((each) => cut(each, room)), below], texttemplate: has ? texttemplate : "" };
}

function cut(signs, room) {
  if (wide(signs) <= room) return signs.join("");
  let count = signs.length;
  while (count > 0 && wide(signs.slice(0, count)) + 1 > room) count -= 1;
  return count ? `${signs.slice(0, count).join("")}…` : signs[0];
}

// In characters, of which Chinese ones are two.
function wide(signs) {
  return signs.reduce((sum, sign) => sum + (sign.codePointAt(0) < 0x2e80 ? 1 : 2), 0);
}
