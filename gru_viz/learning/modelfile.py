"""Model file: the tensors of a .safetensors or PyTorch state_dict file; nothing in it is ever run."""

import io
import pickle
import pickletools
import zipfile
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor

from gru_viz.problem import Problem

LARGEST = 20 * 2**20
_DEEPEST = 6
#: Start of PyTorch's older format: the pickle of its magic number.
_LEGACY = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P"
#: How much larger than the file its parts may become: state_dicts are stored, not compressed.
_MOST_GROWTH = 4


def read_tensors(name: str, content: bytes) -> dict[str, Tensor]:
    """Every tensor of the file, by its name and in its order; those of nested dictionaries as "outer.inner".

    Parameters
    ----------
    name : str
        File name; its ending tells .safetensors from PyTorch's own formats.
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
        raise Problem("“{name}” is empty.", name=name[:80])
    found = _safetensors(name, content) if name.lower().endswith(".safetensors") else _pytorch(name, content)
    tensors = _tensors(found)
    if not tensors:
        raise Problem(
            "“{name}” holds no tensors. Save the parameters alone: torch.save(model.state_dict(), path).",
            name=name[:80],
        )
    return tensors


def stored_tensors(path: Path) -> dict[str, Tensor]:
    """Every tensor of a PyTorch state_dict on this disk, of any size: its numbers are read when they are used.

    Raises
    ------
    Problem
        As of `read_tensors`.
    """
    try:
        whole = zipfile.is_zipfile(path)
        found = torch.load(path, map_location="cpu", weights_only=True, mmap=True) if whole else None
    except pickle.UnpicklingError as error:
        raise _refused(path.name) from error
    except Exception as error:  # whatever a hostile or broken file makes the reader raise
        raise _broken(path.name) from error
    if found is None:
        found = _pytorch(path.name, path.read_bytes())
    return _tensors(found)


def _safetensors(name: str, content: bytes) -> dict[str, Tensor]:
    try:
        return dict(sorted(load(content).items()))  # a file has no order of its own, and they come in another each time
    except (SafetensorError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise _broken(name) from error


def _pytorch(name: str, content: bytes) -> object:
    """What torch.load gives with weights_only, which builds tensors and plain containers and calls nothing else."""
    if content.startswith(b"PK"):
        _check_archive(name, content)
    try:
        return torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        if "Unsupported" in str(error) and (content.startswith(b"PK") or _is_whole_pickle(content)):
            raise _refused(name) from error
        raise _broken(name) from error
    except Exception as error:  # whatever a hostile or broken file makes the reader raise
        raise _broken(name) from error


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


def _check_archive(name: str, content: bytes) -> None:
    """Refuse archives that would unpack to much more than themselves, and TorchScript programs."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _broken(name) from error
    if sum(entry.file_size for entry in entries) > _MOST_GROWTH * len(content):
        raise _broken(name)
    if any("/code/" in entry.filename for entry in entries):
        raise Problem(
            "“{name}” is a TorchScript program. Save the parameters alone: torch.save(model.state_dict(), path).",
            name=name[:80],
        )


def _refused(name: str) -> Problem:
    return Problem(
        "“{name}” was refused: opening it would run code, for it holds more than tensors. "
        "Save the parameters alone: torch.save(model.state_dict(), path), or as .safetensors; of a quantised model "
        "those of the one that it was made from.",
        name=name[:80],
    )


def _broken(name: str) -> Problem:
    return Problem(
        "“{name}” cannot be read: it is cut off, damaged, or neither .safetensors nor a PyTorch state_dict.",
        name=name[:80],
    )


def _tensors(found: object) -> dict[str, Tensor]:
    """The plain tensors in what was read, in its order: a model's parts as its author wrote them down."""
    return {key: value for key, value in _flat(found) if isinstance(value, Tensor) and _plain(value)}


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
