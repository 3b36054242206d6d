// Paper: figures that Python has gathered are drawn on white paper, whatever the theme.
import { revived, unpacked } from "../shared/wire.js";

// What ui/browser/plates.py sends, with the ink of the figures in the paper's own colour.
export function onPaper(bytes) {
  const packed = unpacked(bytes);
  const [, ink] = packed.text.match(/"ink":"([^"]+)"/);
  const { paper } = revived(packed);
  return revived({ ...packed, text: packed.text.replaceAll(ink, paper["text-color"]) });
}
