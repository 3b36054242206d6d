"""Claims: what the lesson says of the GRU, each as an experiment whose numbers give the verdict."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Literal

import torch
from torch import Tensor, nn

from gru_viz.analysis.clue import bundled_by_distance
from gru_viz.analysis.gates import NEARLY_OPEN, NEARLY_SHUT
from gru_viz.analysis.gradients import gradient_norms
from gru_viz.analysis.timing import in_turns, run_of
from gru_viz.cells.build import parameter_count
from gru_viz.cells.gru import Trace
from gru_viz.cells.intervention import clamp
from gru_viz.cells.textbook import TextbookGRU
from gru_viz.cells.trace import trace
from gru_viz.learning.lengths import Score, lengths
from gru_viz.problem import N_
from gru_viz.progress import Pieces
from gru_viz.randomness import seeded

Verdict = Literal["holds", "partly", "not"]
Numbers = dict[str, float]
#: Equal, in float32.
_EQUAL = 1e-5


@dataclass(frozen=True)
class Subject:
    """The GRU under examination.

    Attributes
    ----------
    module : nn.GRU or TextbookGRU
        In evaluation mode, time first.
    x : Tensor (T, B, input_size)
        One sequence, B = 1.
    """

    module: nn.GRU | TextbookGRU
    x: Tensor

    @property
    def keeping(self) -> float:
        """The update gate that lets nothing in."""
        return 0.0 if isinstance(self.module, TextbookGRU) else 1.0

    def run(self, intervene=(), h0: Tensor | None = None) -> Trace:
        """Trace without gradients."""
        with torch.no_grad():
            return trace(self.module, self.x, h0, intervene=intervene)

    def other_start(self) -> Tensor:
        """A start state that is not zero."""
        rows = self.module.num_layers * (2 if self.module.bidirectional else 1)
        shape = (rows, self.x.shape[1], self.module.hidden_size)
        return torch.rand(shape, generator=torch.Generator().manual_seed(0)) - 0.5


@dataclass(frozen=True)
class Claim:
    """One sentence of the lesson.

    Attributes
    ----------
    says, experiment : str
        Catalogue keys: the sentence, and what is done to check it.
    measure : callable
        Subject to numbers by name.
    judge : callable
        Numbers to verdict.
    because : dict of Verdict to str
        Catalogue keys with the numbers as fields.
    page : str
        Where to see more.
    """

    says: str
    experiment: str
    measure: Callable[[Subject], Numbers]
    judge: Callable[[Mapping[str, float]], Verdict]
    because: dict[Verdict, str]
    page: str


def _copies(s: Subject) -> Numbers:
    tr = s.run(clamp(update_gate=s.keeping), s.other_start())
    found = gradient_norms(tr)
    return {
        "moved": (tr.hidden_state - tr.previous_state).abs().max().item(),
        "gradient": 10 ** found.norms[0].item(),
        "steps": float(len(found.positions) - 1),
    }


def _rewrites(s: Subject) -> Numbers:
    tr = s.run(clamp(update_gate=1 - s.keeping), s.other_start())
    return {"off": (tr.hidden_state - tr.candidate_state).abs().max().item()}


def _blind(s: Subject) -> Numbers:
    held = clamp(reset_gate=0.0, layers=0)
    one, other = s.run(held), s.run(held, s.other_start())
    return {
        "candidate": (one.candidate_state[0] - other.candidate_state[0]).abs().max().item(),
        "state": (one.hidden_state[0] - other.hidden_state[0]).abs().max().item(),
    }


def _plain(s: Subject) -> Numbers:
    tr = s.run(clamp(reset_gate=1.0, layers=0), s.other_start())
    size = s.module.hidden_size
    cell = nn.RNNCell(s.module.input_size, size, bias=s.module.bias)
    with torch.no_grad():
        for name, parameter in cell.named_parameters():
            parameter.copy_(getattr(s.module, f"{name}_l0")[2 * size :])
        plain = torch.stack([cell(x, h) for x, h in zip(tr.layer_inputs[0], tr.previous_state[0, 0], strict=True)])
    return {"off": (plain - tr.candidate_state[0, 0]).abs().max().item()}


def _road(s: Subject) -> Numbers:
    tr = s.run()
    found = gradient_norms(tr)
    rnn = _seeded(nn.RNN, s)
    with torch.no_grad():
        other = gradient_norms(trace(rnn, s.x))
    return {
        "gru": found.norms[0].item(),
        "rnn": other.norms[-len(found.norms)].item(),
        "road": found.straight[0].item(),
        "steps": float(len(found.norms) - 1),
    }


def _seeded(kind: type[nn.Module], s: Subject, **options: object) -> nn.Module:
    """Another cell of the same size on the same inputs."""
    with seeded(0):
        return kind(s.module.input_size, s.module.hidden_size, **options).eval()


def _saturated(s: Subject) -> Numbers:
    tr = s.run()
    gates = torch.cat([tr.reset_gate.flatten(), tr.update_gate.flatten()])
    slope = gates * (1 - gates)
    ends = (gates < NEARLY_SHUT) | (gates > NEARLY_OPEN)
    return {
        "share": ends.float().mean().item(),
        "saturated": slope[ends].mean().item() if ends.any() else math.nan,
        "between": slope[~ends].mean().item() if (~ends).any() else math.nan,
    }


def _lighter(s: Subject) -> Numbers:
    options = {"num_layers": s.module.num_layers, "bias": s.module.bias, "bidirectional": s.module.bidirectional}
    modules = [_seeded(kind, s, **options) for kind in (nn.GRU, nn.LSTM)]
    gru, lstm = (parameter_count(module) for module in modules)
    x = s.x.repeat(max(1, 200 // len(s.x)), 1, 1)
    gru_time, lstm_time = _fastest([(module, x) for module in modules])
    return {"gru": float(gru), "lstm": float(lstm), "ratio": gru / lstm, "time": gru_time / lstm_time}


def _in_turn(s: Subject) -> Numbers:
    gru, layer = _seeded(nn.GRU, s), _seeded(nn.Linear, s)
    short, long = (torch.zeros(steps, 1, s.module.input_size) for steps in (250, 1000))
    gru_short, gru_long, layer_long = _fastest([(gru, short), (gru, long), (layer, long)])
    return {
        "units": float(s.module.hidden_size),
        "gru": 1e3 * gru_long,
        "layer": 1e3 * layer_long,
        "grows": gru_long / gru_short,
        "slower": gru_long / layer_long,
    }


def _fastest(runs: Sequence[tuple[nn.Module, Tensor]]) -> list[float]:
    """Time of the fastest run of each: the others waited for somebody else."""
    return [timing.fastest for timing in in_turns([run_of(module, x) for module, x in runs], math.inf, repeats=7)]


def _doubles(s: Subject) -> Numbers:
    options = {"num_layers": s.module.num_layers, "bias": s.module.bias}
    one, two = (parameter_count(_seeded(nn.GRU, s, bidirectional=both, **options)) for both in (False, True))
    return {"one": float(one), "two": float(two), "ratio": two / one, "layers": float(s.module.num_layers)}


def _later(_s: Subject) -> Numbers:
    one, both = bundled_by_distance(300)
    return {"one": one.total, "both": both.total}


def _last(s: Subject) -> Numbers:
    tr = s.run()
    forward = tr.output[-1, :, : s.module.hidden_size]
    gap = (tr.h_n[-1] - tr.output[-1, :, -s.module.hidden_size :]).abs().max().item()
    first = (tr.h_n[-1] - tr.output[0, :, -s.module.hidden_size :]).abs().max().item()
    own = (tr.h_n[-1 - s.module.bidirectional] - forward).abs().max().item()
    return {"gap": gap, "first": first, "forward": own, "both": float(s.module.bidirectional)}


def _mean(task: str, cell: str, length: int, table: tuple[Score, ...]) -> float:
    """Mean accuracy over the seeds."""
    return mean(row.accuracy for row in table if (row.task, row.cell, row.length) == (task, cell, length))


def _at_length(pick: Callable[[list[int]], int]) -> Callable[[Subject], Numbers]:
    """GRU and LSTM on the adding problem at one of the lengths of the table trained beforehand."""

    def measure(_s: Subject) -> Numbers:
        table = lengths()
        every = [
            {row.length for row in table if (row.task, row.cell) == ("adding", cell)} for cell in ("gru", "lstm", "rnn")
        ]
        length = pick(sorted(set.intersection(*every)))
        found = {cell: _mean("adding", cell, length, table) for cell in ("gru", "lstm", "rnn")}
        furthest = max(every[0])
        there = {"furthest": float(furthest), "there": _mean("adding", "gru", furthest, table)}
        return {**found, **there, "length": float(length), "steps": float(table[0].steps)}

    return measure


def _road_verdict(n: Mapping[str, float]) -> Verdict:
    if n["gru"] <= n["rnn"]:
        return "not"
    return "holds" if n["gru"] > -1 else "partly"


def measured(subject: Subject) -> Pieces[dict[str, Numbers]]:
    """The numbers of every claim, one claim a piece."""
    found = {}
    for key, claim in CLAIMS.items():
        found[key] = claim.measure(subject)
        yield len(found) / len(CLAIMS)
    return found


CLAIMS: dict[str, Claim] = {
    "copies": Claim(
        N_("Where the update gate lets nothing in, hₜ is a copy of hₜ₋₁, and the gradient passes unchanged."),
        N_("The update gate of this GRU is held shut at every step, from a start state that is not zero."),
        _copies, lambda n: "holds" if n["moved"] < _EQUAL and abs(n["gradient"] - 1) < 1e-3 else "not",
        {"holds": N_("The state moves by {moved:.2g} at most; the gradient over {steps:.0f} steps is {gradient:.6f}."),
         "not": N_("The state moves by {moved:.2g}; the gradient over {steps:.0f} steps is {gradient:.3e}.")}, "cell",
    ),
    "rewrites": Claim(
        N_("Where the update gate lets all in, hₜ is the candidate: the old state is rewritten."),
        N_("The update gate of this GRU is held open at every step."),
        _rewrites, lambda n: "holds" if n["off"] < _EQUAL else "not",
        {"holds": N_("hₜ and h̃ₜ differ by {off:.2g} at most."), "not": N_("hₜ and h̃ₜ differ by {off:.2g}.")}, "cell",
    ),
    "blind": Claim(
        N_("A reset gate near 0 makes the candidate forget the old state; the state itself is not forgotten."),
        N_("Reset gates are held at 0, and two start states are compared."),
        _blind, lambda n: "not" if n["candidate"] > _EQUAL else "holds" if n["state"] > 1e-4 else "partly",
        {"holds": N_("Candidates differ by {candidate:.2g}, states by up to {state:.3f}: the old state still comes by the update gate."),
         "partly": N_("Candidates differ by {candidate:.2g}, but states hardly, by {state:.2g}: this update gate forgets, too."),
         "not": N_("Candidates differ by {candidate:.2g}: something of the old state gets through.")}, "cell",
    ),
    "plain": Claim(
        N_("With the reset gate at 1 the candidate is that of a plain RNN."),
        N_("Reset gates are held at 1, and nn.RNNCell with the candidate's weights computes the same steps."),
        _plain, lambda n: "holds" if n["off"] < _EQUAL else "not",
        {"holds": N_("The two differ by {off:.2g} at most."), "not": N_("The two differ by {off:.2g}.")}, "cell",
    ),
    "road": Claim(
        N_("The straight road through the update gate avoids vanishing gradients, where an RNN's decay as a product."),
        N_("‖∂h_T/∂hₜ‖ over the whole sequence, of this GRU and of an untrained RNN of its size."),
        _road, _road_verdict,
        {"holds": N_("Over {steps:.0f} steps $10^{{{gru:.1f}}}$ is left, of the RNN's $10^{{{rnn:.1f}}}$; the straight road alone keeps $10^{{{road:.1f}}}$."),
         "partly": N_("Over {steps:.0f} steps $10^{{{gru:.1f}}}$ is left, more than the RNN's $10^{{{rnn:.1f}}}$, yet it vanishes: the road ($10^{{{road:.1f}}}$) is only "
                      "as good as the gates have learned to keep."),
         "not": N_("Over {steps:.0f} steps $10^{{{gru:.1f}}}$ is left, the RNN's is $10^{{{rnn:.1f}}}$: these gates do not keep (road: $10^{{{road:.1f}}}$).")},
        "gradients",
    ),
    "saturated": Claim(
        N_("A gate that is nearly shut or nearly open passes hardly any gradient to itself."),
        N_("The slope z(1 − z) of all gates of this run, nearly shut or open ones against the others."),
        _saturated, lambda n: "not" if math.isnan(n["saturated"]) or math.isnan(n["between"]) or n["saturated"] > n["between"] / 2 else "holds",
        {"holds": N_("{share:.1%} of the gates are saturated: their mean slope is {saturated:.3f}, that of the others {between:.3f} (at most 0.25)."),
         "not": N_("{share:.1%} of the gates are saturated here, mean slope {saturated:.3f}, of the others {between:.3f}: nothing to tell apart.")},
        "gates",
    ),
    "lighter": Claim(
        N_("The GRU is lighter than the LSTM."),
        N_("Parameters of nn.GRU and nn.LSTM of these sizes, and their time on this computer."),
        _lighter, lambda n: "not" if n["ratio"] >= 1 else "holds" if n["time"] < 1.1 else "partly",
        {"holds": N_("{gru:,.0f} against {lstm:,.0f} parameters: {ratio:.2f} times as many, {time:.2f} times the time: three gates' rows "
                    "instead of four."),
         "partly": N_("{gru:,.0f} against {lstm:,.0f} parameters, {ratio:.2f} times as many; but {time:.1f} times the time, for PyTorch computes the LSTM "
                      "with a faster kernel here."),
         "not": N_("{gru:,.0f} against {lstm:,.0f} parameters: {ratio:.2f} times as many.")}, "compare",
    ),
    "par": Claim(
        N_("The GRU does about as well as the LSTM."),
        N_("Adding problem, GRU, LSTM and RNN of 16 units trained alike, three seeds each (python -m gru_viz.learning --lengths)."),
        _at_length(lambda every: every[1]), lambda n: "holds" if abs(n["gru"] - n["lstm"]) <= 0.05 else "partly" if n["gru"] > n["lstm"] else "not",
        {"holds": N_("At length {length:.0f} after {steps:,.0f} steps: GRU {gru:.1%}, LSTM {lstm:.1%} right (RNN {rnn:.1%})."),
         "partly": N_("At length {length:.0f} after {steps:,.0f} steps the GRU is ahead: {gru:.1%} against {lstm:.1%} right (RNN {rnn:.1%})."),
         "not": N_("At length {length:.0f} after {steps:,.0f} steps the LSTM is ahead: {lstm:.1%} against {gru:.1%} right (RNN {rnn:.1%}).")},
        "compare",
    ),
    "long": Claim(
        N_("On very long sequences the GRU is weaker than the LSTM."),
        N_("Adding problem, three seeds each, at the greatest length that all three cells were trained on (python -m gru_viz.learning --lengths)."),
        _at_length(lambda every: every[-1]), lambda n: "holds" if n["lstm"] - n["gru"] > 0.05 else "partly" if n["lstm"] > n["gru"] else "not",
        {"holds": N_("At length {length:.0f}: LSTM {lstm:.1%}, GRU {gru:.1%} right."),
         "partly": N_("At length {length:.0f} the LSTM is hardly ahead: {lstm:.1%} against {gru:.1%} right."),
         "not": N_("Not here: at length {length:.0f} the GRU has {gru:.1%} right, the LSTM {lstm:.1%}, the RNN {rnn:.1%}. The GRU's own limit lies further "
                   "on: {there:.1%} at length {furthest:,.0f}.")}, "compare",
    ),
    "turn": Claim(
        N_("The GRU cannot be computed in parallel over time: each step waits for the last."),
        N_("Time of nn.GRU and of a layer without recurrence (nn.Linear) at 1,000 steps, and the GRU's at 250, measured just now."),
        _in_turn, lambda n: "holds" if n["grows"] > 2 and n["slower"] > 3 else "partly" if n["grows"] > 1.5 else "not",
        {"holds": N_("{gru:.2f} ms against {layer:.2f} ms, {slower:.0f} times as long; four times the steps take {grows:.1f} times the time."),
         "partly": N_("{gru:.2f} ms against {layer:.2f} ms; four times the steps take {grows:.1f} times the time."),
         "not": N_("{gru:.2f} ms against {layer:.2f} ms; four times the steps take only {grows:.1f} times the time.")}, "compare",
    ),
    "doubles": Claim(
        N_("A second direction doubles the cost."),
        N_("Parameters of nn.GRU of these sizes with one direction and with two."),
        _doubles, lambda n: "holds" if abs(n["ratio"] - 2) < 0.01 else "partly" if n["ratio"] > 2 else "not",
        {"holds": N_("{one:,.0f} and {two:,.0f} parameters: {ratio:.2f} times."),
         "partly": N_("{one:,.0f} and {two:,.0f} parameters: {ratio:.2f} times, more than double, for from the second of the {layers:.0f} layers on "
                      "each reads both directions."),
         "not": N_("{one:,.0f} and {two:,.0f} parameters: {ratio:.2f} times.")}, "bi-gru",
    ),
    "later": Claim(
        N_("A Bi-GRU helps where the clue comes later."),
        N_("Two GRUs trained alike on tokens whose label stands to their right; 300 fresh sequences."),
        _later, lambda n: "holds" if n["both"] - n["one"] > 0.2 else "partly" if n["both"] > n["one"] else "not",
        {"holds": N_("One direction is right on {one:.1%}, two on {both:.1%}."),
         "partly": N_("One direction is right on {one:.1%}, two on {both:.1%}: a little."),
         "not": N_("One direction is right on {one:.1%}, two on {both:.1%}.")}, "bi-gru",
    ),
    "last": Claim(
        N_("h_n[-1] equals output[-1]."),
        N_("Both as this GRU returns them, unit by unit."),
        _last, lambda n: "holds" if n["gap"] < _EQUAL and not n["both"] else "partly",
        {"holds": N_("They differ by {gap:.2g}."),
         "partly": N_("With two directions h_n[-1] is the backward one's last step, which stands at output[0] (difference {first:.2g}); at output[-1] it "
                      "differs by {gap:.3f}. Forward, h_n[-2] equals output[-1] ({forward:.2g}).")}, "bi-gru",
    ),
}  # fmt: skip
