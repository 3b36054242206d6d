// Run: the numbers of one layer, direction and sequence, read from the picture that shows them; nothing is copied.
export class Run {
  // `frames` of the picture, `place` where one looks, `inputs`: the first layer's by sequence, those of others only where
  // they are not the states of the layer below.
  constructor(frames, place, inputs, directions) {
    Object.assign(this, { frames, place, given: inputs, directions });
    this.picture = frames.at(place);
    this.rows = this.picture && rowsOf(this.picture);
    this.units = this.rows?.hidden_state?.length;
  }

  // Null where the picture is not here yet, or shows means.
  get ready() {
    return Boolean(this.picture?.tokens && this.rows.hidden_state && this.below);
  }

  get below() {
    const { layer, sample } = this.place;
    const given = this.given[layer]?.[sample];
    if (given) return (this.found ??= (step) => given[step]);
    this.found ??= statesBelow(this.frames, this.place, this.directions);
    return this.found;
  }

  value(quantity, step, unit) {
    return this.rows[quantity][unit][step];
  }

  before(state, step, unit) {
    const from = this.place.direction === "backward" ? step + 1 : step - 1;
    const inside = from >= 0 && from < this.rows[state][unit].length;
    return inside ? this.rows[state][unit][from] : this.picture.start[state][unit];
  }

  inputs(step) {
    return this.below(step);
  }
}

export function rowsOf(picture) {
  const exact = picture.data.filter(({ meta }) => meta?.quantity);
  return Object.fromEntries(exact.map(({ meta, z }) => [meta.quantity, z]));
}

// What the layer above reads: the states of all directions, one behind the other.
function statesBelow(frames, place, directions) {
  const pictures = directions.map((direction) => frames.at({ ...place, layer: place.layer - 1, direction }));
  if (pictures.includes(null)) return null;
  const states = pictures.flatMap((picture) => rowsOf(picture).hidden_state);
  return (step) => states.map((unit) => unit[step]);
}
