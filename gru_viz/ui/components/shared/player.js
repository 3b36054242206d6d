// Player: the cursor walks by itself, one stride a beat, until the way is over or any key is pressed.
export class Player {
  // `stride` moves on and says whether there was anything left; `rewind` goes to where the way begins, if that is over;
  // `face` shows whether it plays. Whoever follows the cursor may show it, too: `follower.played(playing)`.
  constructor(cursor, { stride, rewind, beat, face }) {
    Object.assign(this, { cursor, stride, rewind, beat, face });
  }

  toggle() {
    if (this.cursor.playing) this.stop();
    else this.start();
  }

  start() {
    this.rewind();
    this.tell(true);
    // In the key's own time: Space, which stops, must not be heard as the one that starts again.
    document.addEventListener("keydown", (this.onKey ??= (event) => this.interrupted(event)), true);
    this.next();
  }

  interrupted(event) {
    this.stop();
    if (event.key === " ") {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  next() {
    this.timer = setTimeout(() => (this.stride() ? this.next() : this.stop()), this.beat());
  }

  stop() {
    clearTimeout(this.timer);
    document.removeEventListener("keydown", this.onKey, true);
    if (!this.cursor.playing) return;
    this.tell(false);
    this.cursor.report();
  }

  tell(playing) {
    this.cursor.playing = playing;
    this.face(playing);
    for (const follower of this.cursor.followers) follower.played?.(playing);
  }
}

// What a button with a sign shows, as a player's `face`.
export function faceOf(button, play, pause) {
  return (playing) => {
    button.textContent = playing ? "‖" : "▶";
    button.title = button.ariaLabel = playing ? pause : play;
  };
}
