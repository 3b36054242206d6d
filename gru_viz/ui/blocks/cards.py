"""Cards: how each of the lesson's claims is told: the experiment in words, what its numbers say, and where to see more."""

from collections.abc import Mapping
from functools import partial

from gru_viz.lesson.claims.claim import Verdict
from gru_viz.problem import N_
from gru_viz.ui.blocks import evidence
from gru_viz.ui.blocks.card import Card
from gru_viz.ui.blocks.lengths import LONGER
from gru_viz.ui.blocks.whatif import HELD


def _held(preset: str, experiment: str, because: Mapping[Verdict, str]) -> Card:
    """The card of a claim whose experiment a preset of the page "Cell" repeats."""
    return Card(experiment, because, "cell", partial(evidence.held, preset), preset, caption=HELD)


STARTED = N_(
    "With 1 more on the bias of the gate that keeps, the LSTM's forget gate (Jozefowicz et al. 2015) and the GRU's update gate: LSTM "
    "{keep_lstm:.1%}, GRU {keep_gru:.1%}; with chrono initialisation (Tallec & Ollivier 2018): LSTM {chrono_lstm:.1%}, GRU {chrono_gru:.1%} "
    "(length {length:,})."
)
#: By the claim's name.
CARDS: dict[str, Card] = {
    "blind_candidate": Card(
        N_("Reset gates are held at 0, and two start states are compared."),
        {
            "holds": N_(
                "Candidates differ by {candidate:.2g}, states by up to {state:.3f}: the old state still comes by the update gate."
            ),
            "partly": N_(
                "Candidates differ by {candidate:.2g}, but states hardly, by {state:.2g}: this update gate forgets, too."
            ),
            "not": N_("Candidates differ by {candidate:.2g}: something of the old state gets through."),
        },
        "cell",
        evidence.blind_candidate,
        "blind",
        caption=N_("Reset gates of the first layer held at 0: from one state, from another, and the difference."),
    ),
    "plain_candidate": Card(
        N_("Reset gates are held at 1, and nn.RNNCell with the candidate's weights computes the same steps."),
        {"holds": N_("The two differ by {off:.2g} at most."), "not": N_("The two differ by {off:.2g}.")},
        "cell",
        evidence.plain_candidate,
        "plain",
        caption=N_("Reset gates held at 1: the GRU's candidates, what nn.RNNCell computes, and the difference."),
    ),
    "copied_state": _held(
        "shut",
        N_(
            "The update gate of this GRU is held where it keeps everything, at every step, from a start state that is not zero."
        ),
        {
            "holds": N_(
                "The state moves by {moved:.2g} at most; the gradient over {steps:.0f} steps is {gradient:.6f}."
            ),
            "not": N_("The state moves by {moved:.2g}; the gradient over {steps:.0f} steps is {gradient:.3e}."),
            "undecided": N_(
                "The state moves by {moved:.2g}, but with a single step there is no gradient from one step to another."
            ),
        },
    ),
    "rewritten_state": _held(
        "open",
        N_("The update gate of this GRU is held where it writes everything, at every step."),
        {
            "holds": N_("State and candidate differ by {off:.2g} at most."),
            "not": N_("State and candidate differ by {off:.2g}."),
        },
    ),
    "state_for_each_letter": Card(
        N_(
            "The finite-state machine is read off a GRU that learned to say the letter after the last “!” at every “?”, and off "
            "another one that learned it without a price on writing. Arrows are as wide as they write."
        ),
        {
            "holds": N_(
                "{letters} letters: {states} states, one that holds each letter, one before any mark and one right after it; the machine "
                "answers like the GRU in {agreement:.1%}. The other GRU: {again} states, {agreement_again:.1%}."
            ),
            "partly": N_(
                "{letters} letters, of which {held} have a state of their own, {states} states in all; the machine answers like the GRU in "
                "{agreement:.1%}. The other GRU: {again} states, {agreement_again:.1%}."
            ),
            "not": N_("The best machine answers like the GRU in {agreement:.1%} only: its state cannot be counted."),
        },
        "machine",
        evidence.state_for_each_letter,
    ),
    "later_clue": Card(
        N_("Two GRUs trained alike on tokens whose label depends on what stands to their right; 300 fresh sequences."),
        {
            "holds": N_("One direction is right on {one:.1%}, two on {both:.1%}."),
            "partly": N_("One direction is right on {one:.1%}, two on {both:.1%}: a little."),
            "not": N_("One direction is right on {one:.1%}, two on {both:.1%}."),
        },
        "bi-gru",
        evidence.later_clue,
    ),
    "second_direction": Card(
        N_("Parameters of nn.GRU of these sizes with one direction and with two."),
        {
            "holds": N_("{one:,.0f} and {two:,.0f} parameters: {ratio:.2f} times."),
            "partly": N_(
                "{one:,.0f} and {two:,.0f} parameters: {ratio:.2f} times, more than double, for from the second of the {layers:.0f} layers on "
                "each reads both directions."
            ),
            "not": N_("{one:,.0f} and {two:,.0f} parameters: {ratio:.2f} times."),
        },
        "bi-gru",
        evidence.second_direction,
    ),
    "last_state": Card(
        N_("Both as this GRU returns them, unit by unit."),
        {
            "holds": N_("They differ by {gap:.2g}."),
            "partly": N_(
                "With two directions h_n[-1] is the backward one's last step, which stands at output[0] (difference {first:.2g}); at output[-1] it "
                "differs by {gap:.3f}. Forward, h_n[-2] equals output[-1] ({forward:.2g})."
            ),
            "not": N_("They differ by {gap:.2g}."),
            "undecided": N_("A single step: output[0] and output[-1] are one and the same."),
        },
        "bi-gru",
        evidence.last_state,
    ),
    "lighter_than_lstm": Card(
        N_("Parameters of nn.GRU and nn.LSTM of these sizes, and their time on this computer."),
        {
            "holds": N_(
                "{gru:,.0f} against {lstm:,.0f} parameters: {ratio:.2f} times as many, {time:.2f} times the time over {steps:,.0f} steps: three gates' rows "
                "instead of four."
            ),
            "partly": N_(
                "{gru:,.0f} against {lstm:,.0f} parameters, {ratio:.2f} times as many; but {time:.1f} times the time over {steps:,.0f} steps, for PyTorch computes the LSTM "
                "with a faster kernel here."
            ),
            "not": N_("{gru:,.0f} against {lstm:,.0f} parameters: {ratio:.2f} times as many."),
        },
        "compare",
        evidence.lighter_than_lstm,
    ),
    "straight_road": Card(
        N_(
            r"$\Vert\partial h_T/\partial h_1\Vert$ over the whole sequence, of this GRU and of an untrained RNN of its size."
        ),
        {
            "holds": N_(
                "Over {steps:.0f} steps the gradient becomes {gru:power} times what it was, the RNN's {rnn:power} times; by the straight road alone "
                "{road:power} times."
            ),
            "partly": N_(
                "Over {steps:.0f} steps the gradient becomes {gru:power} times what it was, more than the RNN's {rnn:power} times, yet it vanishes: the "
                "road ({road:power} times) is only as good as the gates have learned to keep."
            ),
            "undecided": N_(
                "A single step: there is no way from the first state to the last on which anything could vanish."
            ),
            "not": N_(
                "Over {steps:.0f} steps the gradient becomes {gru:power} times what it was, the RNN's {rnn:power} times: these gates do not keep "
                "(road: {road:power} times)."
            ),
        },
        "gradients",
        evidence.straight_road,
        caption=N_(
            "Of this GRU, by the distance from the end: all of it, what comes by the linear path alone, and the rest."
        ),
    ),
    "on_par_with_lstm": Card(
        N_(
            "Adding problem, GRU, LSTM and RNN of 16 units trained alike, three seeds each, with PyTorch's initialisation and with two "
            "others (python -m gru_viz.learning --lengths)."
        ),
        {
            "holds": N_(
                "With PyTorch's initialisation, at length {length:.0f} after {steps:,.0f} steps: GRU {gru:.1%}, LSTM {lstm:.1%} right (RNN {rnn:.1%})."
            ),
            "partly": N_(
                "Not clearly, or not with every initialisation: with PyTorch's, at length {length:.0f} after {steps:,.0f} steps: GRU {gru:.1%}, LSTM {lstm:.1%} right (RNN {rnn:.1%})."
            ),
            "not": N_(
                "With PyTorch's initialisation, at length {length:.0f} after {steps:,.0f} steps the LSTM is ahead: {lstm:.1%} against {gru:.1%} right (RNN {rnn:.1%})."
            ),
        },
        "compare",
        evidence.adding_problem,
        others=STARTED,
        longer=LONGER,
    ),
    "very_long_sequences": Card(
        N_(
            "Adding problem, three seeds each, at the greatest length that all three cells were trained on, with PyTorch's initialisation "
            "and with two others (python -m gru_viz.learning --lengths)."
        ),
        {
            "holds": N_("With PyTorch's initialisation, at length {length:.0f}: LSTM {lstm:.1%}, GRU {gru:.1%} right."),
            "partly": N_(
                "Not clearly, or not with every initialisation: with PyTorch's, at length {length:.0f}: LSTM {lstm:.1%}, GRU {gru:.1%} right, the RNN {rnn:.1%}."
            ),
            "not": N_(
                "Not here: with PyTorch's initialisation, at length {length:.0f}, the GRU has {gru:.1%} right, the LSTM {lstm:.1%}, the RNN {rnn:.1%}. The "
                "GRU's own limit lies further on: {there:.1%} at length {furthest:,.0f}."
            ),
        },
        "compare",
        evidence.adding_problem,
        others=STARTED,
        longer=LONGER,
    ),
    "saturated_gates": Card(
        N_("The slope z(1 − z) of all gates of this run, those close to 0 or 1 against the others."),
        {
            "holds": N_(
                "{share:.1%} of the gates are saturated: their mean slope is {saturated:.3f}, that of the others {between:.3f} (at most 0.25)."
            ),
            "not": N_(
                "{share:.1%} of the gates are saturated here, mean slope {saturated:.3f}, of the others {between:.3f}: nothing to tell apart."
            ),
            "undecided": N_(
                "{share:.0%} of the gates are saturated: with gates of one kind only there is nothing to compare."
            ),
        },
        "gates",
        evidence.saturated_gates,
    ),
    "not_parallel": Card(
        N_(
            "Time of nn.GRU and of a layer without recurrence (nn.Linear) at 1,000 steps, and the GRU's at 250, measured just now."
        ),
        {
            "holds": N_(
                "{gru:.2f} ms against {layer:.2f} ms, {slower:.0f} times as long; four times the steps take {grows:.1f} times the time."
            ),
            "partly": N_("{gru:.2f} ms against {layer:.2f} ms; four times the steps take {grows:.1f} times the time."),
            "not": N_(
                "{gru:.2f} ms against {layer:.2f} ms; four times the steps take only {grows:.1f} times the time."
            ),
        },
        "compare",
        evidence.not_parallel,
        others=N_(
            "{cell} is a gated cell that can, for neither its gate nor its candidate reads the old state: {time:.2f} ms, and four times "
            "the steps take {grows:.1f} times the time."
        ),
    ),
}
