"""Sequence: the rows of the Experiment table that say what goes in."""

from functools import partial
from typing import Literal

from pydantic import BaseModel

from gru_viz.experiment.row import LARGEST_SEED, parameter
from gru_viz.inputs.delimited import Header
from gru_viz.inputs.gaps import Gaps
from gru_viz.inputs.signals import Signal
from gru_viz.inputs.text import Encoding, Split
from gru_viz.limits import LIMITS
from gru_viz.problem import N_

Source = Literal["text", "numbers", "generator", "file"]

_row = partial(parameter, part="sequence")


class SequenceFields(BaseModel):
    """What goes in."""

    source: Source = _row(
        "text",
        "src",
        N_("What goes in"),
        names={"text": N_("Text"), "numbers": N_("Numbers"), "generator": N_("Signal"), "file": N_("File")},
    )
    text: str = _row(
        "The film was not good, but the music was.",
        "text",
        N_("Text"),
        N_("Each line is one sequence of the batch."),
        max_length=100_000,
    )
    split: Split = _row(
        "auto",
        "split",
        N_("Split into"),
        N_("Automatic takes characters for scripts without spaces, such as Chinese, else words and punctuation."),
        names={"auto": N_("Automatic"), "words": N_("Words"), "characters": N_("Characters")},
    )
    encoding: Encoding = _row(
        "embedding",
        "enc",
        N_("Encoding"),
        N_("One-hot: one feature for each different token. Embedding: random numbers, the same for the same token."),
        names={"embedding": N_("Embedding"), "one-hot": N_("One-hot")},
    )
    embedding_size: int = _row(16, "emb", N_("Embedding size"), ge=1, le=LIMITS.features)
    numbers: str = _row(
        "0\n0\n1\n0\n0\n0\n0\n0",
        "num",
        N_("Numbers"),
        N_("One number a line; or rows of features between commas, semicolons, tabs or spaces."),
        height=170,
        max_length=200_000,
    )
    header: Header = _row(
        "auto", "head", N_("First row is a header"), names={"auto": N_("Automatic"), "yes": N_("Yes"), "no": N_("No")}
    )
    columns: str = _row(
        "",
        "cols",
        N_("Columns"),
        N_("Which columns the GRU reads; none chosen: every column that starts with a number."),
        pattern=r"^(\d{1,6}(,\d{1,6}){0,255})?$",
    )
    gaps: Gaps = _row(
        "ask",
        "gap",
        N_("Where a number is missing"),
        N_(
            "In cells that are empty or hold NaN, NA, null and the like. At an end, where there is no row before or after, "
            "the nearest number is taken."
        ),
        names={
            "ask": N_("Ask"),
            "before": N_("Take the row before"),
            "between": N_("Interpolate"),
            "out": N_("Leave the row out"),
        },
        control="list",
    )
    window_start: int = _row(
        0, "from", N_("First row of the window"), N_("Counted from 0."), control="slider", ge=0, le=10**9
    )
    window_length: int = _row(
        min(500, LIMITS.steps), "rows", N_("Rows in the window"), control="slider", ge=1, le=LIMITS.steps
    )
    standardise: bool = _row(
        False, "std", N_("Standardise"), N_("Each feature: minus its mean, divided by its standard deviation.")
    )
    signal: Signal = _row(
        "impulse",
        "sig",
        N_("Signal"),
        names={
            "impulse": N_("Impulse"),
            "step": N_("Step"),
            "sine": N_("Sine"),
            "noisy-sine": N_("Sine + noise"),
            "random-walk": N_("Random walk"),
            "noise": N_("Gaussian noise (torch.randn)"),
        },
        control="list",
    )
    length: int = _row(40, "len", N_("Length"), ge=1, le=LIMITS.steps)
    features: int = _row(1, "feat", N_("Features"), ge=1, le=LIMITS.features)
    batch: int = _row(1, "batch", N_("Batch size"), ge=1, le=LIMITS.batch)
    data_seed: int = _row(
        0, "dseed", N_("Seed of the input"), N_("Of the embedding or the generated signal."), ge=0, le=LARGEST_SEED
    )
