// Standalone: an SVG of the page as a file of its own, and as a picture.

// What its style sheet may say of its parts.
const KEPT = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linejoin",
  "opacity",
  "display",
  "font-family",
  "font-size",
  "font-weight",
  "font-variant-numeric",
];

// `svg` with its style in itself, `width` pixels wide, on the colour that it stands on.
export function standalone(svg, width) {
  const copy = svg.cloneNode(true);
  const parts = [svg, ...svg.querySelectorAll("*")];
  for (const [index, part] of [copy, ...copy.querySelectorAll("*")].entries()) {
    const style = getComputedStyle(parts[index]);
    part.removeAttribute("class");
    for (const name of KEPT) part.style.setProperty(name, style.getPropertyValue(name));
  }
  const { width: inside, height } = svg.viewBox.baseVal;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", Math.round((height * width) / inside));
  copy.style.background = getComputedStyle(svg).getPropertyValue("--st-background-color") || "white";
  return new XMLSerializer().serializeToString(copy);
}

// A PNG of it, base64, `scale` times as large.
export async function painted(svg, scale) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width * scale, image.height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 32768) binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(binary);
}
