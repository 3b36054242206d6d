"""Parameter: one row of the Experiment table, as controls and links need it."""

from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import Field, TypeAdapter
from pydantic.fields import FieldInfo

Part = Literal["sequence", "model", "training", "view"]


def parameter(default: Any, key: str, part: Part, label: str, help: str = "", **bounds: Any) -> Any:  # noqa: A002
    """A pydantic field that is also a row of the table.

    Parameters
    ----------
    default : object
    key : str
        Its name in a link; never changes once links are out.
    part : Part
        What it shapes.
    label, help : str
        English catalogue keys (mark them with `N_`).
    **bounds : object
        pydantic's own: `ge`, `le`, `max_length`, …
    """
    extra = {"key": key, "part": part, "label": label, "help": help}
    return Field(default, json_schema_extra=extra, **bounds)


@dataclass(frozen=True)
class Parameter:
    """A row of the table.

    Attributes
    ----------
    name, key : str
        Field name; name in a link.
    part : Part
    label, help : str
        Catalogue keys.
    default : object
    minimum, maximum : float or None
        Bounds of a number.
    options : tuple of str
        All legal values of a choice; empty for numbers, switches and text.
    """

    name: str
    key: str
    part: Part
    label: str
    help: str
    default: Any
    minimum: float | None
    maximum: float | None
    options: tuple[str, ...]
    field: FieldInfo

    @classmethod
    def of(cls, name: str, field: FieldInfo) -> "Parameter":
        """The row that `parameter` put into a pydantic field."""
        bounds = {key: getattr(m, key) for m in field.metadata for key in ("ge", "le") if hasattr(m, key)}
        options = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
        return cls(
            name=name,
            default=field.default,
            minimum=bounds.get("ge"),
            maximum=bounds.get("le"),
            options=options,
            field=field,
            **field.json_schema_extra,
        )

    def read(self, text: str) -> Any:
        """The value that `text` in a link stands for; pydantic.ValidationError if it is not allowed."""
        return TypeAdapter(self.field.rebuild_annotation()).validate_strings(text)

    def write(self, value: Any) -> str:
        """How `value` stands in a link."""
        return str(int(value)) if isinstance(value, bool) else str(value)

    def allowed(self) -> str:
        """The legal values in a few characters, for a sentence."""
        if self.options:
            return " | ".join(self.options)
        if isinstance(self.default, bool):
            return "0 | 1"
        if isinstance(self.default, str):
            return "…"
        return f"{self.minimum} … {self.maximum}"
