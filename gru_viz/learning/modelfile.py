"""Model file: the tensors of a .safetensors or PyTorch state_dict file; nothing in it is ever run."""

import io
import pickle
import pickletools
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from gru_viz.problem import Problem

LARGEST = 20 * 2**20
_DEEPEST = 6
#: Bytes that tell what a file is, and of a safetensors header at most.
_START, _LONGEST_HEADER = 16, 2**27
_ZIP = b"PK"
#: Start of PyTorch's older format: the pickle of its magic number.
_LEGACY = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P"
#: How much larger than the file its parts may become: state_dicts are stored, not compressed.
_MOST_GROWTH = 4


def read_tensors(name: str, content: bytes) -> dict[str, Tensor]:
    """Every tensor of the file, by its name and in its order; those of nested dictionaries as "outer.inner".

    Parameters
    ----------
    name : str
        File name, whose ending tells .safetensors from PyTorch's own formats where the content does not.
    content : bytes

    Raises
    ------
    Problem
        Too large, truncated, of another kind, or a pickle that would do more than hold tensors.
    """
    if len(content) > LARGEST:
        raise Problem(
            "“{name}” is larger than the {allowed} MB allowed here. Save only the GRU's part of the state_dict.",
            name=name[:80],
            allowed=LARGEST >> 20,
        )
    if not content:
        raise empty(name)
    read = _safetensors if holds_safetensors(name, content) else _pytorch
    return _tensors(name, read(name, content))


def stored_tensors(path: Path) -> dict[str, Tensor]:
    """Every tensor of a PyTorch state_dict on this disk, of any size: its numbers are read when they are used.

    Raises
    ------
    Problem
        As of `read_tensors`.
    """
    return _tensors(path.name, _pytorch(path.name, path))


def holds_safetensors(name: str, start: bytes) -> bool:
    """Which of the two formats a file is in: by its first bytes, and by its ending where they are of neither."""
    # The length of a header, and the brace that opens it.
    if start[8:9] == b"{" and int.from_bytes(start[:8], "little") < _LONGEST_HEADER:
        return True
    return name.lower().endswith(".safetensors") and not start.startswith((_ZIP, _LEGACY))


def start_of(path: Path) -> bytes:
    """The first bytes of a file on this disk, which tell what it is; Problem if it has none or cannot be opened."""
    try:
        with path.open("rb") as file:
            start = file.read(_START)
    except OSError as error:
        raise Problem("“{file}” cannot be read: {reason}.", file=str(path), reason=error.strerror or "") from error
    if not start:
        raise empty(path.name)
    return start


def _safetensors(name: str, content: bytes) -> dict[str, Tensor]:
    try:
        found = load(content)
    except (SafetensorError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise broken(name) from error
    return dict(sorted(found.items()))  # a file has no order of its own, and they come in another each time


def _pytorch(name: str, source: bytes | Path) -> object:
    """What torch.load gives with weights_only, which builds tensors and plain containers and calls nothing else."""
    archive = (start_of(source) if isinstance(source, Path) else source).startswith(_ZIP)
    if archive:
        _check_archive(name, source)
    # Only archives can be read in parts; and of a path torch.load itself would go by the ending.
    if isinstance(source, Path) and (not archive or source.name.endswith(".safetensors")):
        source = source.read_bytes()
    options: dict[str, Any] = {"map_location": "cpu", "weights_only": True}
    try:
        if isinstance(source, Path):
            return torch.load(source, mmap=True, **options)
        return torch.load(io.BytesIO(source), **options)
    except pickle.UnpicklingError as error:
        whole = archive or (isinstance(source, bytes) and _is_whole_pickle(source))
        raise (_refused if whole and "Unsupported" in str(error) else broken)(name) from error
    except Exception as error:  # whatever a hostile or broken file makes the reader raise
        raise broken(name) from error


def _is_whole_pickle(content: bytes) -> bool:
    """Whether `content` starts with a pickle that is not cut off; it is read, not run."""
    stream = io.BytesIO(content)
    try:
        # PyTorch's older format: magic number, version, system, then what was saved.
        for _ in range(4 if content.startswith(_LEGACY) else 1):
            list(pickletools.genops(stream))
    except (ValueError, UnicodeDecodeError, IndexError):
        return False
    return True


def _check_archive(name: str, source: bytes | Path) -> None:
    """Refuse archives that would unpack to much more than themselves, that are TorchScript programs, or no tensors'."""
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise broken(name) from error
    if sum(entry.file_size for entry in entries) > _MOST_GROWTH * size:
        raise broken(name)
    names = [entry.filename for entry in entries]
    if any("/code/" in each for each in names):
        raise Problem(
            "“{name}” is a TorchScript program. Save the parameters alone: torch.save(model.state_dict(), path).",
            name=name[:80],
        )
    if not any(each.endswith("data.pkl") for each in names):
        raise Problem(
            "“{name}” is a zip archive that torch.save did not write; it holds: {found}. Save the parameters alone: "
            "torch.save(model.state_dict(), path). A file of Keras should end with .keras.",
            name=name[:80],
            found=", ".join(names)[:300] or "–",
        )


def _refused(name: str) -> Problem:
    return Problem(
        "“{name}” was refused: opening it would run code, for it holds more than tensors. "
        "Save the parameters alone: torch.save(model.state_dict(), path), or as .safetensors; of a quantised model "
        "those of the one that it was made from.",
        name=name[:80],
    )


def empty(name: str) -> Problem:
    """The sentence for a file of no bytes."""
    return Problem("“{name}” is empty.", name=name[:80])


def no_tensors(name: str) -> Problem:
    """The sentence for a file that holds something else."""
    return Problem(
        "“{name}” holds no tensors. Save the parameters alone: torch.save(model.state_dict(), path).",
        name=name[:80],
    )


def broken(name: str) -> Problem:
    """The sentence for a file that is of neither format, or no longer."""
    return Problem(
        "“{name}” cannot be read: it is cut off, damaged, or neither .safetensors nor a PyTorch state_dict.",
        name=name[:80],
    )


def _tensors(name: str, found: object) -> dict[str, Tensor]:
    """The plain tensors in what was read, in its order: a model's parts as its author wrote them down."""
    tensors = {key: value for key, value in _flat(found) if isinstance(value, Tensor) and _plain(value)}
    if not tensors:
        raise no_tensors(name)
    return tensors


def _plain(tensor: Tensor) -> bool:
    """Neither sparse nor quantized nor without numbers."""
    return tensor.layout == torch.strided and not tensor.is_quantized and tensor.device.type == "cpu"


def _flat(found: object, prefix: str = "", depth: int = 0) -> list[tuple[str, object]]:
    """Entries of nested mappings, such as {"epoch": 3, "state_dict": {…}}, with dotted names."""
    if not isinstance(found, Mapping) or depth > _DEEPEST:
        return []
    entries = []
    for key, value in found.items():
        if isinstance(value, Mapping):
            entries += _flat(value, f"{prefix}{key}.", depth + 1)
        else:
            entries.append((f"{prefix}{key}", value))
    return entries
