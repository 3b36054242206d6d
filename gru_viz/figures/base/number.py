"""Number: how one is written for reading; powers of ten in one way, whoever writes them."""

import math
import re
from dataclasses import asdict
from typing import Any

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_POWER = re.compile(r"e([+-]\d+)(?=\D*$)")
#: Ends of what is written without a power of ten, log10.
_PLAIN = (-4, 4)


class Number(float):
    """A float that a message may format as it likes: what Python writes as 1.1e-06 becomes 1.1·10⁻⁶.

    The format `power` is for a logarithm to the base 10: the number itself, with two digits, beyond the range of a
    float, too.
    """

    def __format__(self, how: str) -> str:
        """The number, written."""
        if how == "power":
            return of_logarithm(float(self), 2)
        text = format(float(self), how)
        found = _POWER.search(text)
        if found is None:
            return text
        power = f"·10{str(int(found[1])).translate(_SUPERSCRIPTS)}"
        return _POWER.sub(power, text.replace("-", "−", 1) if float(self) < 0 else text)


def of_logarithm(log: float, digits: int) -> str:
    """10 to the power of `log`."""
    if log == -math.inf:
        return "0"
    if not math.isfinite(log):
        return "∞" if log > 0 else "–"
    if _PLAIN[0] <= log < _PLAIN[1]:
        # Digits that are zeros are said, too: 4.0 is not 4.
        value = float(f"{10**log:.{digits}g}")
        return f"{value:,.{max(0, digits - 1 - math.floor(math.log10(value)))}f}"
    mantissa, power = f"{10 ** (log - math.floor(log)):.{digits - 1}e}".split("e")
    exponent = math.floor(log) + int(power)
    return f"{mantissa}·10{str(exponent).translate(_SUPERSCRIPTS)}"


def numbers_of(record: Any) -> dict[str, Any]:
    """The fields of a dataclass, to be put into a message."""
    return {name: Number(value) if isinstance(value, float) else value for name, value in asdict(record).items()}
