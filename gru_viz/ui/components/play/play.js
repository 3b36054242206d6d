// Play: the button says whether the cursor of the page walks, whoever made it walk.
import { html } from "../shared/dom.js";
import { lasting } from "../shared/lasting.js";
import { cursor } from "../shared/page.js";
import { styled } from "../shared/style.js";

const style = await styled(import.meta.url);

class Play {
  constructor(parent) {
    this.button = html("button", "play", parent);
    this.button.type = "button";
    this.button.addEventListener("click", () => cursor.player?.toggle());
    this.leave = cursor.follow(this);
  }

  receive({ label, pause }) {
    this.words = { label, pause };
    this.played(cursor.playing);
  }

  played(playing) {
    this.button.textContent = playing ? `‖ ${this.words.pause}` : `▶ ${this.words.label}`;
  }
}

const standing = lasting((parent) => new Play(parent));

export default function ({ data, parentElement }) {
  style(parentElement);
  const [play, leave] = standing(parentElement);
  play.receive(data);
  return leave;
}
