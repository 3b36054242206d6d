// Frames: the pictures of one run, one for each place where one can look: the first as it was sent, the others as what
// they differ in.
import { changed, revived, unpacked, versionOf } from "../shared/wire.js";

export class Frames {
  // `bytes` as Python sends them, `ink` the theme's colour of text. False where both are as before.
  receive(bytes, ink) {
    const version = versionOf(bytes);
    if (version === this.version && ink === this.ink) return false;
    if (version !== this.version) this.packed = unpacked(bytes);
    Object.assign(this, { version, ink });
    this.message = inked(this.packed, ink);
    this.others = undefined;
    this.made = new Map();
    return true;
  }

  // Frame by frame what differs from the first one; `of` says from which version's.
  receiveOthers(bytes) {
    this.packedOthers = unpacked(bytes);
    this.others = undefined;
    this.made = new Map();
  }

  // What a place is called.
  name(place) {
    const { fields, first } = this.message;
    return fields.map((field) => place[field] ?? first[field]).join(" ");
  }

  // The picture at a place, null where it is not here.
  at(place) {
    const { frame } = this.message;
    const wanted = this.name(place);
    if (wanted === frame) return this.message.picture;
    this.others ??= this.packedOthers ? inked(this.packedOthers, this.ink, this.message.ink) : {};
    const changes = this.others.of === this.version && this.others.frames[wanted];
    if (!changes) return null;
    if (!this.made.has(wanted)) this.made.set(wanted, changed(this.message.picture, changes));
    return this.made.get(wanted);
  }
}

// A message whose words have the theme's colour where Python wrote the one that stands for it.
function inked({ text, numbers }, colour) {
  const [, ink] = text.match(/"ink":"([^"]+)"/) ?? [];
  return revived({ text: ink ? text.replaceAll(ink, colour) : text, numbers });
}
