// Cell: one step of any cell to walk through, in the browser alone; Python is told the place once the visitor pauses.
import { whole } from "../shared/clip.js";
import { button, filled, html } from "../shared/dom.js";
import { lasting } from "../shared/lasting.js";
import { onKeys } from "../shared/keyboard.js";
import { cursor } from "../shared/page.js";
import { faceOf, Player } from "../shared/player.js";
import { Diagram } from "./diagram.js";
import { Equations } from "./equations.js";
import { round } from "../shared/round.js";
import { Numbers } from "./numbers.js";
import { Scenes } from "./scenes.js";
import { Stages } from "./stages.js";
import { Unrolled } from "./unrolled.js";
import { sideways } from "../shared/sideways.js";
import { styled } from "../shared/style.js";
import { roomBelow } from "../shared/wall.js";

const style = await styled(import.meta.url);

const BEAT = 1100; // ms a stage at speed 1
const MARGIN = 14; // pixels between it and the wall's edge, with what is not seen under it

class Cell {
  constructor(scene, root) {
    this.scene = scene;
    this.root = root;
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.numbers = new Numbers(scene);
    this.lastStage = scene.labels.stages.length;
    this.stage = scene.stage ?? this.lastStage;
    this.hovered = null;
    this.speed = 1;
    root.replaceChildren();
    root.className = `cell${this.still ? " still" : ""}${scene.present ? " present" : ""}`;
    root.tabIndex = 0;
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", scene.labels.diagram);
    this.unrolled = new Unrolled(scene, root, (step, direction) => this.move({ step, direction }));
    const stand = html("div", "stand", html("div", "standing", root));
    const left = html("div", "left", stand);
    this.held = html("div", "diagram", left);
    this.controls(left);
    if (scene.present) this.stages = new Stages(scene, left, (by) => this.walkStage(by));
    this.equations = new Equations(scene, html("div", "equations", stand));
    this.put();
    if (!scene.present) this.sideways = sideways(this.held);
    this.spoken = html("p", "spoken", root);
    this.spoken.setAttribute("aria-live", "polite");
    this.listening = new AbortController();
    const stages = { "Shift+ArrowRight": () => this.walkStage(1), "Shift+ArrowLeft": () => this.walkStage(-1) };
    onKeys(root, cursor, stages, this.listening.signal);
    this.unfollow = cursor.follow({ move: () => this.draw(), hover: (cell, from) => this.mark(cell, from) });
    this.draw();
    if (!scene.present) return;
    this.onWall();
    root.focus({ preventScroll: true });
  }

  // The diagram, as large as its place on a wall is; else by the width that the page gives it.
  put() {
    const { offsetWidth: width, offsetHeight: height } = this.held;
    this.held.replaceChildren();
    this.diagram = new Diagram(this.scene, this.held, this.scene.present && height ? { width, height } : undefined);
    const { svg } = this.diagram;
    svg.addEventListener("pointermove", (event) => this.point(this.diagram.unitAt(event)));
    svg.addEventListener("pointerleave", () => this.point(null));
    svg.addEventListener("click", (event) => {
      const unit = this.diagram.unitAt(event);
      if (unit !== null) this.move({ unit });
    });
  }

  // All of the wall that is below, and in it the diagram what the longest stage's equations leave.
  onWall() {
    this.sized = new ResizeObserver(() => this.fit());
    // What stands above it may come later.
    for (const each of [document.querySelector("[data-testid=stMainBlockContainer]"), this.root, this.held])
      this.sized.observe(each);
    this.fit();
  }

  fit() {
    const room = `${Math.max(200, roomBelow(this.root) - MARGIN)}px`;
    const { offsetWidth: width, offsetHeight: height } = this.held;
    const size = [room, width, height].join();
    if (size === this.size) return;
    this.size = size;
    this.root.style.height = room;
    this.equations.reserve(this.numbers, this.place, this.lastStage);
    this.put();
    this.draw();
  }

  // Where the cursor stands, as far as its steps are here.
  get place() {
    const { first, steps, units } = this.scene;
    const { step = first, unit = 0 } = cursor.place;
    return { step: whole(step, first, first + steps - 1), unit: whole(unit, 0, units - 1) };
  }

  controls(root) {
    const bar = html("div", "controls", root);
    const { labels } = this.scene;
    button("«", labels.stepBack, bar, () => this.walk(-1));
    button("‹", labels.stageBack, bar, () => this.walkStage(-1));
    const start = button("▶", labels.play, bar, () => this.player.toggle());
    start.classList.add("play");
    this.player = this.playing(start);
    button("›", labels.stageOn, bar, () => this.walkStage(1));
    button("»", labels.stepOn, bar, () => this.walk(1));
    const speed = html("select", "", bar);
    speed.ariaLabel = labels.speed;
    for (const factor of [0.5, 1, 2, 4]) html("option", "", speed, `${factor}×`).value = factor;
    speed.value = 1;
    speed.addEventListener("change", () => (this.speed = +speed.value));
    const unit = html("label", "unit", bar, labels.unit);
    this.unitBox = html("input", "", unit);
    Object.assign(this.unitBox, { type: "number", min: 0, max: this.scene.units - 1 });
    this.unitBox.addEventListener("change", () => this.move({ unit: +this.unitBox.value }));
    html("span", "keys", bar, labels.keys);
  }

  // Stage by stage in the order in which the cell reads; with reduced motion whole steps, nothing glides.
  playing(start) {
    const { labels, first, steps, backward } = this.scene;
    const along = backward ? -1 : 1;
    return new Player(cursor, {
      stride: () => (this.still ? this.move({ step: this.place.step + along }) : this.walkStage(1)),
      rewind: () => {
        const [begin, end] = backward ? [first + steps - 1, first] : [first, first + steps - 1];
        if (this.place.step !== end || this.stage !== this.lastStage) return;
        this.stage = 1;
        this.move({ step: begin });
      },
      beat: () => BEAT / this.speed,
      face: faceOf(start, labels.play, labels.pause),
    });
  }

  // The next or last step as time runs on the page: always left to right.
  walk(by) {
    this.move({ step: this.place.step + by });
  }

  // The order in which the GRU itself reads.
  walkStage(by) {
    const along = this.scene.backward ? -1 : 1;
    const next = this.stage + by;
    if (next >= 1 && next <= this.lastStage) {
      this.stage = next;
      this.draw();
      return true;
    }
    const { stage } = this;
    this.stage = by > 0 ? 1 : this.lastStage;
    if (this.move({ step: this.place.step + along * by })) return true;
    this.stage = stage;
    return false;
  }

  move(change) {
    return cursor.move(change);
  }

  // The pointer is on a unit; every other picture of the page marks it, too.
  point(unit) {
    this.hover(unit);
    cursor.hover(unit === null ? null : { step: this.place.step, unit }, this);
  }

  // The pointer is on a cell of another picture.
  mark(cell, from) {
    if (from !== this) this.hover(cell?.step === this.place.step ? cell.unit : null);
  }

  hover(unit) {
    if (unit === this.hovered) return;
    this.hovered = unit;
    this.root.classList.toggle("pointed", unit !== null);
    this.draw();
  }

  draw() {
    const start = performance.now();
    const { step } = this.place;
    const unit = this.hovered ?? this.place.unit;
    const v = this.numbers.vectors(step);
    const values = this.numbers.values(step, unit);
    this.unrolled.mark(step);
    const isHeld = (gate) => this.numbers.isHeld(gate, step);
    this.diagram.fill(v, values, unit, this.stage, this.numbers.scales, isHeld);
    this.equations.show(this.numbers, step, unit, this.stage);
    this.stages?.mark(this.stage);
    this.unitBox.value = unit;
    this.spoken.textContent = filled(this.scene.labels.spoken, {
      step,
      unit,
      token: this.scene.tokens[step - this.scene.first],
      ...Object.fromEntries(Object.entries(v).map(([name, vector]) => [name, round(vector[unit])])),
    });
    Object.assign(this.root.dataset, { step, unit, stage: this.stage, ms: performance.now() - start });
  }

  leave() {
    this.player.stop();
    this.sized?.disconnect();
    this.sideways?.end();
    this.unfollow();
    this.listening.abort();
  }
}

// Where the cell stands: another one is made there for every scene.
class Place {
  constructor(parent) {
    this.root = html("div", "cell", parent);
    this.scenes = new Scenes((scene) => this.show(scene));
  }

  show(scene) {
    const { root } = this;
    try {
      root.cell?.leave();
      root.cell = new Cell(scene, root);
    } catch (error) {
      console.error(error);
      root.replaceChildren();
      html("p", "failed", root, scene.labels.failed).setAttribute("role", "alert");
    }
  }

  leave() {
    this.root.cell?.leave();
    this.scenes.leave();
  }
}

const standing = lasting((parent) => new Place(parent));

export default function ({ data, parentElement }) {
  style(parentElement);
  const [{ root, scenes }, leave] = standing(parentElement);
  cursor.player = { toggle: () => root.cell?.player.toggle(), walk: (by) => root.cell?.walkStage(by) };
  scenes.receive(data);
  return leave;
}
