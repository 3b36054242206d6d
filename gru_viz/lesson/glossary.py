"""Glossary: what the words mean that somebody who knows matrices and sigmoids has not met yet, a line each."""

from dataclasses import dataclass

from gru_viz.problem import N_


@dataclass(frozen=True)
class Word:
    """One word and its meaning.

    Attributes
    ----------
    word, means : str
        Catalogue keys; the meaning is Markdown and holds in every convention.
    """

    word: str
    means: str


#: By a name of its own, in the order in which one meets them.
GLOSSARY: dict[str, Word] = {
    "gru": Word(
        "GRU",
        N_(
            "gated recurrent unit: a network that reads one token after another and hands on what it knows, its state, in which "
            "gates decide what stays."
        ),
    ),
    "token": Word(N_("token"), N_("what is read at one step: a letter, a word or a row of numbers.")),
    "state": Word(
        N_("state hₜ"),
        N_("the numbers that a step hands on to the next one: all that is left of what was read before."),
    ),
    "unit": Word(N_("unit"), N_("one of the numbers of the state; each has gates of its own.")),
    "reset_gate": Word(
        N_("reset gate rₜ"),
        N_(
            "how much of the old state goes into the candidate: at 1 all of it, at 0 the candidate comes from this token alone."
        ),
    ),
    "update_gate": Word(
        N_("update gate zₜ"),
        N_(
            "how the new state is mixed of the old one and the candidate, unit by unit: what it keeps and what it writes."
        ),
    ),
    "candidate": Word(
        N_("candidate h̃ₜ"),
        N_("what the new state would be if nothing were kept; each unit mixes it with its old state."),
    ),
    "keeps": Word(
        N_("keeps, writes"),
        N_(
            "what the update gate z does to a unit: the old value stays, or the candidate takes its place; mostly some of each."
        ),
    ),
    "open": Word(
        N_("open, shut"), N_("a gate at 1 lets all through, at 0 nothing; said of r and of an LSTM's gates only.")
    ),
    "convention": Word(
        N_("convention"),
        N_(
            "how the equations are written. PyTorch: z = 1 keeps, r after the matrix. Textbook: z = 1 writes, r before it. Cho 2014: z = 1 "
            "keeps, r before it."
        ),
    ),
    "reset": Word(
        N_("reset after the matrix"),
        N_(
            "r multiplies W·h, once the units have been mixed; before the matrix it multiplies h, unit by unit. Weights that learned one answer worse "
            "in the other."
        ),
    ),
    "saturated": Word(
        N_("saturated"), N_("a gate so close to 0 or 1 that its slope g(1 − g) is nearly 0: it learns hardly anything.")
    ),
    "road": Word(
        N_("straight road"),
        N_(
            "the way of a unit's state through time that meets no matrix, only what its update gate keeps: the linear path, a residual connection "
            "with a gate."
        ),
    ),
    "price": Word(
        N_("price on writing λ"),
        N_(
            "in training λ times the mean of what the update gate writes is added to the loss, so that it writes only where it pays."
        ),
    ),
    "seed": Word(N_("seed"), N_("the number that fixes every draw: the same seed gives the same weights again.")),
    "untrained": Word(
        N_("untrained"), N_("weights as they were drawn, before any learning: patterns mean nothing yet.")
    ),
    "fresh": Word(N_("fresh sequences"), N_("drawn like those of the training, but never seen in it.")),
    "F1": Word(
        "F1",
        N_(
            "of the ends of words that were found and of those that are there: 1 if both are the same, 0 if none is right."
        ),
    ),
}
