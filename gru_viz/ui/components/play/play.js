// Play: the button says whether the cursor of the page walks, whoever made it walk.
import { html } from "../shared/dom.js";
import { cursor } from "../shared/page.js";
import { styled } from "../shared/style.js";

const style = await styled(import.meta.url);

export default function ({ data, parentElement }) {
  style(parentElement);
  const button = parentElement.querySelector(".play") ?? made(parentElement);
  const played = (playing) => (button.textContent = playing ? `‖ ${data.pause}` : `▶ ${data.label}`);
  played(cursor.playing);
  return cursor.follow({ played });
}

function made(parent) {
  const button = html("button", "play", parent);
  button.type = "button";
  button.addEventListener("click", () => cursor.player?.toggle());
  return button;
}
