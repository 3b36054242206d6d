"""Wanted: what is wrong with a value in the head of a step, in words of ours; pydantic's own are English, and for programmers."""

from collections.abc import Mapping
from typing import Any

from gru_viz.problem import N_, Problem

#: By the beginning of what pydantic calls it; the first that fits. Fields: `name` and what pydantic knows of the bound.
_SENTENCES = {
    "extra_forbidden": N_("“{name}” is not known here"),
    "missing": N_("“{name}” is missing"),
    "string_too_short": N_("“{name}” is empty"),
    "string_too_long": N_("“{name}” is longer than {max_length:,} characters"),
    "string": N_("“{name}” should be text in quotes"),
    "bool": N_("“{name}” should be true or false"),
    "int": N_("“{name}” should be a whole number"),
    "float": N_("“{name}” should be a number"),
    "finite": N_("“{name}” should be a number"),
    "too_long": N_("“{name}” should be {max_length} values in brackets"),
    "tuple": N_("“{name}” should be a list in brackets"),
    "model": N_("“{name}” should be a part of its own, under “[{name}]”"),
    "literal": N_("“{name}” cannot be that; allowed: {expected}"),
}
_OTHER = N_("“{name}” cannot be used: {reason}")
_TOO_FEW = N_("“{name}” has too few values")


def told(error: Mapping[str, Any]) -> Problem:
    """One of the errors of a `ValidationError` as a sentence that goes on where "file, line:" ends."""
    known = error.get("ctx", {})
    if isinstance(known.get("error"), Problem):
        return known["error"]
    name = ".".join(part for part in error["loc"] if isinstance(part, str))
    if error["type"] == "missing" and isinstance(error["loc"][-1], int):
        return Problem(_TOO_FEW, name=name)
    sentence = next((each for kind, each in _SENTENCES.items() if error["type"].startswith(kind)), _OTHER)
    return Problem(sentence, name=name, reason=error["msg"], **known)
