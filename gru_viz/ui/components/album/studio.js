// Studio: draws what Python has gathered in a Chromium of the server, which kaleido starts, by the very modules that draw
// it in a visitor's browser.
import { onPaper } from "./paper.js";
import { ofPlate } from "./pictures.js";
import { FONT, Stage } from "./stage.js";

// As kaleido calls it: `data` is what is to be drawn, the answer what it hands back to Python.
export async function draw({ data }) {
  if (!writesChinese()) return { code: 1, message: "This machine has no font with Chinese letters." };
  const { plates, kind, ...paper } = onPaper(Uint8Array.from(atob(data.plates), (letter) => letter.codePointAt(0)));
  const stage = new Stage(document.body, paper);
  const drawn = [];
  // oxlint-disable-next-line no-await-in-loop
  for (const plate of plates) drawn.push(await ofPlate(window.Plotly, plate, stage, kind));
  stage.leave();
  return { code: 0, format: "json", result: JSON.stringify(drawn) };
}

// Letters that a system has no font for all look the same.
function writesChinese() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 32, height: 32 });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const [one, other] = ["\u95e8", "\u9690"].map((letter) => {
    pen.clearRect(0, 0, 32, 32);
    pen.font = `24px ${FONT}`;
    pen.fillText(letter, 2, 26);
    return canvas.toDataURL();
  });
  return one !== other;
}
