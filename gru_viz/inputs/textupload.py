"""Text upload: a visitor's file as text, in whichever of the usual encodings it is."""

from dataclasses import dataclass

import regex

from gru_viz.inputs.upload import encodings_of
from gru_viz.problem import Problem

#: Bytes of a file at most.
LARGEST = 2 * 2**20
#: Signs that no text has, beyond this share of a file.
_CONTROL, _MOST = regex.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]"), 0.001


@dataclass(frozen=True)
class TextFile:
    """What was in a file.

    Attributes
    ----------
    name : str
    text : str
    encoding : str
        As it was read.
    """

    name: str
    text: str
    encoding: str

    @property
    def lines(self) -> list[str]:
        """Those that hold anything but spaces."""
        return [line for line in self.text.splitlines() if line.strip()]


def read_text(name: str, content: bytes) -> TextFile:
    """The text of a file.

    Raises
    ------
    Problem
        It is too large, no text, or empty.
    """
    if len(content) > LARGEST:
        raise Problem(
            "“{name}” has {given:.1f} MB; a text of up to {allowed} MB is traced here. Take a part of it; whole books and "
            "more: `gru-viz corpus` on the command line.",
            name=name[:80],
            given=len(content) / 2**20,
            allowed=LARGEST >> 20,
        )
    for encoding in encodings_of(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_CONTROL.findall(text)) <= _MOST * len(text):
            found = TextFile(name, text, encoding)
            if not found.lines:
                raise Problem("“{name}” is empty. It takes a text with at least one line.", name=name[:80])
            return found
    raise Problem(
        "“{name}” is not a text, or in an encoding that is not known here. Save it as UTF-8 text (.txt) and upload it again.",
        name=name[:80],
    )
