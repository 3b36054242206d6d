// Player: the cursor walks by itself, one stride a beat, until the way is over or any key is pressed.
export class Player {
  // `stride` moves on and says whether there was anything left; `face` shows whether it plays.
  constructor(cursor, { stride, beat, face }) {
    Object.assign(this, { cursor, stride, beat, face });
  }

  toggle() {
    if (this.cursor.playing) this.stop();
    else this.start();
  }

  start() {
    this.cursor.playing = true;
    // In the key's own time: Space, which stops, must not be heard as the one that starts again.
    document.addEventListener("keydown", (this.onKey ??= (event) => this.interrupted(event)), true);
    this.face(true);
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
    this.cursor.playing = false;
    this.face(false);
    this.cursor.report();
  }
}
