// Sentence: one for each step, from its numbers; what a gate keeps and which unit changes most.
import { filled } from "../shared/dom.js";
import { fixed } from "../shared/round.js";

// `picture` has { data, tokens, start }, whose traces are known by their `meta`; `words` is { sentences, gate, writes,
// limits }: what to say of a step (of one that writes, does neither, keeps, or begins with nothing, if there are four);
// the gate that says how much, or none, whether it says how much is written, and of what share on a step writes, up to
// what share it keeps. "" where the numbers are means and nothing exact can be said.
export function sentence(picture, words, step, backward) {
  const row = (name) => picture.data.find(({ meta }) => meta?.quantity === name)?.z;
  const h = row("hidden_state");
  if (!words || !h || !picture.tokens || step >= picture.tokens.length) return "";
  const before = backward ? step + 1 : step - 1;
  const old = h.map((unit, index) =>
    before < 0 || before >= unit.length ? picture.start.hidden_state[index] : unit[before],
  );
  const moved = h.map((unit, index) => Math.abs(unit[step] - old[index]));
  const most = moved.indexOf(Math.max(...moved));
  const gate = words.gate && row(words.gate).map((unit) => unit[step]);
  const mean = gate && gate.reduce((sum, value) => sum + value, 0) / gate.length;
  const kept = words.writes ? 1 - mean : mean;
  return filled(words.sentences[kind(1 - kept, old, words)], {
    step,
    token: picture.tokens[step].trim() || picture.tokens[step],
    kept: percent(kept),
    new: percent(1 - kept),
    unit: most,
    gate: gate && fixed(gate[most]),
    from: fixed(old[most]),
    to: fixed(h[most][step]),
  });
}

function kind(written, old, { sentences, limits }) {
  if (sentences.length === 1) return 0;
  if (old.every((value) => value === 0)) return 3;
  const [writes, keeps] = limits;
  if (written > writes) return 0;
  return written < keeps ? 2 : 1;
}

function percent(share) {
  return `${Math.round(100 * share)}%`;
}
