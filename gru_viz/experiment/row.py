"""Parameter: one row of the Experiment table, with all that links and controls need to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin

from pydantic import Field, TypeAdapter
from pydantic.fields import FieldInfo

Part = Literal["sequence", "model", "training", "lesson", "view"]
#: What a visitor sets a parameter with: options side by side or in a list to open, a switch, a number that is typed or
#: on a line, a percentage that may be left free, options that are found at run time on a line, and text on one line or
#: on several.
Control = Literal["buttons", "list", "switch", "number", "slider", "percentage", "stages", "line", "area"]
#: Seeds fit into 31 bits.
LARGEST_SEED = 2**31 - 1


def parameter(
    default: Any,
    key: str,
    label: str,
    help: str = "",  # noqa: A002 - Streamlit's own word
    *,
    part: Part,
    names: Mapping[Any, str] = MappingProxyType({}),
    control: Control | None = None,
    step: float = 1,
    height: int = 110,
    **bounds: Any,
) -> Any:
    """A pydantic field that is also a row of the table.

    Parameters
    ----------
    default : object
    key : str
        Its name in a link; never changes once links are out.
    label, help : str
        English catalogue keys (mark them with `N_`).
    part : Part
        What it shapes.
    names : mapping of option to catalogue key
        What its options are called.
    control : Control or None
        By default what suits its type.
    step : float
        From one value of a number to the next.
    height : int
        Pixels of an area for text.
    **bounds : object
        pydantic's own: `ge`, `le`, `max_length`, …
    """
    row: dict[str, Any] = {"key": key, "label": label, "help": help, "part": part}
    row |= {"names": names, "control": control, "step": step, "height": height}
    return Field(default, json_schema_extra=row, **bounds)


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
    longest : int or None
        Characters of a text at most.
    options : tuple of str
        All legal values of a choice; empty for numbers, switches and text.
    names : mapping of option to catalogue key
    control : Control
    step : float
    height : int
    """

    name: str
    key: str
    part: Part
    label: str
    help: str
    default: Any
    minimum: float | None
    maximum: float | None
    longest: int | None
    options: tuple[str, ...]
    names: Mapping[Any, str]
    control: Control
    step: float
    height: int
    field: FieldInfo

    @classmethod
    def of(cls, name: str, field: FieldInfo) -> "Parameter":
        """The row that `parameter` put into a pydantic field."""
        bounds = {
            bound: getattr(each, bound)
            for each in field.metadata
            for bound in ("ge", "le", "max_length")
            if hasattr(each, bound)
        }
        options = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
        row: dict[str, Any] = {}
        if isinstance(field.json_schema_extra, dict):
            row |= field.json_schema_extra
        return cls(
            name=name,
            default=field.default,
            minimum=bounds.get("ge"),
            maximum=bounds.get("le"),
            longest=bounds.get("max_length"),
            options=options,
            control=row.pop("control") or _usual(options, field.default),
            field=field,
            **row,
        )

    @property
    def shaping(self) -> bool:
        """It decides numbers on the screen, whatever is looked at."""
        return self.part in ("sequence", "model")

    def read(self, text: str) -> Any:
        """The value that `text` in a link stands for; pydantic.ValidationError if it is not allowed."""
        return self._reader.validate_strings(text)

    @cached_property
    def _reader(self) -> TypeAdapter[Any]:
        """Made once, as making it takes most of the time that reading a link takes."""
        return TypeAdapter(self.field.rebuild_annotation())

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
            return "…" if self.longest is None else f"… (≤ {self.longest:,})"
        return f"{self.minimum} … {self.maximum}"


def _usual(options: tuple[str, ...], default: object) -> Control:
    """The control that suits a type."""
    if options:
        return "buttons"
    if isinstance(default, bool):
        return "switch"
    return "area" if isinstance(default, str) else "number"
