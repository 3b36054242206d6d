"""Readings: the same letters read by one direction and by both, and where the second direction repairs the first."""

from dataclasses import dataclass

from gru_viz.analysis.answers import Answers


@dataclass(frozen=True)
class Readings:
    """Steps at which two readings of one text differ.

    Attributes
    ----------
    repaired, spoiled : tuple of int
        One direction is wrong by the typed spaces and both are right; the other way round.
    differing : tuple of int
        They say different things, whatever the spaces say.
    """

    repaired: tuple[int, ...]
    spoiled: tuple[int, ...]
    differing: tuple[int, ...]


def compared(one: Answers, both: Answers) -> Readings:
    """Where `one` direction and `both` differ on the same letters."""
    verdicts = list(zip(one.right, both.right, strict=True))
    differ = (one.said[:, 1] > 0.5) != (both.said[:, 1] > 0.5)
    return Readings(
        repaired=tuple(step for step, verdict in enumerate(verdicts) if verdict == (False, True)),
        spoiled=tuple(step for step, verdict in enumerate(verdicts) if verdict == (True, False)),
        differing=tuple(differ.nonzero()[0].tolist()),
    )


def f1(answers: Answers) -> float | None:
    """F1 of the word ends inside a text by its typed spaces, the end of the text aside; None where they do not say."""
    pairs = [
        (bool(end > 0.5), want == 1)
        for end, want in zip(answers.said[:-1, 1], answers.wanted[:-1], strict=True)
        if want is not None
    ]
    there = sum(found + wanted for found, wanted in pairs)
    return 2 * sum(found and wanted for found, wanted in pairs) / there if there else None
