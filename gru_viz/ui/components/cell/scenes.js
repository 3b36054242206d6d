// Scenes: what there is to walk through in each place of a run; the numbers are those of the picture on the same page.
import { KINDS } from "./kinds/kinds.js";
import { Run } from "../shared/run.js";
import { cursor, expect } from "../shared/page.js";
import { revived, unpacked, versionOf } from "../shared/wire.js";

export class Scenes {
  // `show` gets a whole scene: the one of the place where the cursor stands, whenever it is another.
  constructor(show) {
    this.show = show;
    this.unfollow = cursor.follow({ move: () => this.look() });
    this.endings = [];
  }

  // `data`: { scenes: by place, labels, picture, weights, of, letters, directions, stage, present, nextKey }; `of`: the content of the
  // parcel of weights that the scenes are about. A scene that brings its own numbers needs neither picture nor weights.
  receive(data) {
    this.data = data;
    if (data.picture !== this.picture) {
      this.leaveNumbers();
      this.picture = data.picture;
      if (data.picture) {
        this.endings = [
          expect(`picture ${data.picture}`, ({ frames }) => this.take({ frames })),
          expect(data.weights, (parcel) => this.take({ parcel })),
        ];
      }
    }
    this.look();
  }

  take(what) {
    Object.assign(this, what);
    this.look();
  }

  look() {
    const { scenes, picture } = this.data ?? {};
    const names = Object.keys(scenes ?? {});
    const scene = names.length === 1 ? scenes[names[0]] : scenes?.[place().join(" ")];
    if (!scene) return;
    const { stage, present, nextKey, of } = this.data;
    const shown = [scene.version, picture && this.frames?.version, of, stage, present].join(" ");
    if (shown === this.shown) return;
    const arrays = picture ? this.arrays(scene) : scene.arrays;
    if (!arrays) return;
    this.shown = shown;
    this.show({ ...scene, labels: { ...this.data.labels, ...scene.labels }, arrays, stage, present, nextKey });
  }

  // The numbers of the place as numbers.js wants them, step by step; null while anything is missing.
  arrays(scene) {
    if (!this.frames?.message || !this.layers()) return null;
    const [layer, direction, sample] = place();
    const { letters, directions } = this.data;
    const { weights, inputs } = this.layers();
    const run = new Run(this.frames, { layer, direction, sample }, inputs, directions);
    if (!run.ready || run.units !== scene.units || run.picture.tokens.length !== scene.steps) return null;
    // Another cell's, until its own have come.
    const given = Object.keys(run.rows).map((quantity) => letters[quantity]);
    if (given.toSorted().join() !== KINDS[scene.cell].letters.toSorted().join()) return null;
    const found = { ...scene.arrays };
    for (const [quantity, rows] of Object.entries(run.rows)) found[letters[quantity]] = turned(rows);
    for (const [state, start] of Object.entries(run.picture.start)) found[`start_${letters[state]}`] = start;
    const { weight_ih: w, weight_hh: u } = weights[layer][directions.indexOf(direction)];
    found.x = flat(Array.from({ length: scene.steps }, (_, step) => run.inputs(step)));
    return { ...found, w: flat(w), u: flat(u ?? []) };
  }

  // Weights of all layers and what goes in; null until those of this run have come, not of the one before.
  layers() {
    const { parcel, data } = this;
    if (!parcel || versionOf(parcel) !== data.of) return null;
    if (this.opened !== parcel) Object.assign(this, { opened: parcel, content: revived(unpacked(parcel)) });
    return this.content;
  }

  // Another picture's are not this one's.
  leaveNumbers() {
    for (const end of this.endings) end();
    Object.assign(this, { endings: [], frames: undefined, parcel: undefined });
  }

  leave() {
    this.unfollow();
    this.leaveNumbers();
  }
}

function place() {
  const { layer = 0, direction = "forward", sample = 0 } = cursor.place;
  return [layer, direction, sample];
}

function flat(rows) {
  const size = rows[0]?.length ?? 0;
  const found = new Float32Array(rows.length * size);
  for (const [index, row] of rows.entries()) found.set(row, index * size);
  return found;
}

// Rows of units as rows of steps, one behind the other.
function turned(units) {
  const found = new Float32Array(units.length * units[0].length);
  for (const [unit, row] of units.entries()) row.forEach((value, step) => (found[step * units.length + unit] = value));
  return found;
}
