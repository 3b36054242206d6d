"""Limits: how large an experiment may be; declared once, raised by environment variables."""

import os

from pydantic import BaseModel, ConfigDict, Field, PositiveInt

from gru_viz.machine import cores
from gru_viz.problem import Problem


class Limits(BaseModel):
    """Largest sizes this installation computes, and how many visitors train at once; defaults suit a small hosted demo.

    Each can be raised by an environment variable of the same name with the prefix `GRU_VIZ_MAX_`,
    e.g. `GRU_VIZ_MAX_STEPS=10000`.
    """

    model_config = ConfigDict(frozen=True)

    steps: PositiveInt = 2_000
    features: PositiveInt = 256
    hidden_size: PositiveInt = 256
    layers: PositiveInt = 8
    batch: PositiveInt = 32
    values: PositiveInt = 20_000_000
    operations: PositiveInt = 200_000_000_000
    trainings: PositiveInt = Field(default_factory=lambda: max(1, cores() - 1))

    @classmethod
    def from_environment(cls) -> "Limits":
        """The defaults, and what the environment raises; pydantic.ValidationError if that is no positive number."""
        given = {name: os.environ.get(f"GRU_VIZ_MAX_{name.upper()}") for name in cls.model_fields}
        return cls.model_validate({name: value for name, value in given.items() if value is not None})

    def check_module(self, name: str, input_size: int, hidden_size: int, layers: int) -> None:
        """Raise `Problem` unless a layer of a file is allowed."""
        for what, given, allowed in (
            ("input_size", input_size, self.features),
            ("hidden_size", hidden_size, self.hidden_size),
            ("num_layers", layers, self.layers),
        ):
            if given > allowed:
                raise Problem(
                    "The layer “{name}” has {what} = {given}; at most {allowed} are allowed here.",
                    name=name,
                    what=what,
                    given=given,
                    allowed=allowed,
                )

    def check_sequence(self, steps: int, features: int, batch: int) -> None:
        """Raise `Problem` unless a batch of `batch` sequences (T = `steps`, `features`) is allowed."""
        if batch > self.batch:
            raise Problem(
                "{given} sequences in one batch are more than the {allowed} allowed here. Leave some lines out.",
                given=batch,
                allowed=self.batch,
            )
        if steps > self.steps:
            raise Problem(
                "The sequence has {given} time steps; at most {allowed} are allowed here. Shorten it.",
                given=steps,
                allowed=self.steps,
            )
        if features > self.features:
            raise Problem(
                "Each step has {given} features; at most {allowed} are allowed here. "
                "For text choose the random embedding or a shorter text, for numbers fewer columns.",
                given=features,
                allowed=self.features,
            )

    def check_run(self, steps: int, batch: int, hidden_size: int, layers: int, directions: int) -> None:
        """Raise `Problem` unless T·B·H·layers·directions stays within `values`."""
        given = steps * batch * hidden_size * layers * directions
        if given > self.values:
            raise Problem(
                "This run would record {given:,} values for each gate "
                "({steps} × {batch} × {hidden_size} × {layers} × {directions}: steps × sequences × units × layers × "
                "directions); at most {allowed:,} are allowed here. "
                "Make hidden_size, num_layers or the sequence smaller.",
                given=given,
                steps=steps,
                batch=batch,
                hidden_size=hidden_size,
                layers=layers,
                directions=directions,
                allowed=self.values,
            )

    def check_work(self, operations: int) -> None:
        """Raise `Problem` unless an analysis of so many multiplications is allowed."""
        if operations > self.operations:
            raise Problem(
                "That would take {given:.1e} multiplications; at most {allowed:.1e} are allowed here. "
                "Make hidden_size or the sequence smaller.",
                given=operations,
                allowed=self.operations,
            )


LIMITS = Limits.from_environment()
