"""What is in an HDF5 file, as arrays; run by itself on uploads, since a damaged file can bring its C library down.

It imports nothing of gru_viz: `python hdf5child.py SECONDS BYTES < file` writes an .npz of the arrays, and of a JSON text
that says the rest.
"""

import io
import json
import sys
from contextlib import suppress
from typing import Any

import numpy as np

#: How much larger than what is stored an array may become: Keras does not compress.
MOST_GROWTH = 4
#: Name of the JSON text among the arrays.
TOLD = "told.json"


def contents(file: Any) -> tuple[dict[str, Any], dict[str, str], str]:
    """Datasets by path, what groups say they are called, and the model's configuration; those of optimisers are left out."""
    import h5py  # noqa: PLC0415 - an extra: only Keras's files need it

    datasets: dict[str, Any] = {}
    names: dict[str, str] = {}

    def visit(path: str, item: Any) -> None:
        if path.startswith("optimizer"):
            return
        if isinstance(item, h5py.Dataset):
            datasets[path] = item
        elif path.endswith("vars") and "name" in item.attrs:
            names[path] = _text(item.attrs["name"])

    file.visititems(visit)
    return datasets, names, _text(file.attrs.get("model_config", "{}"))


def whole(dataset: Any) -> bool:
    """Its numbers are in the file itself, and not far fewer than its shape says."""
    size = dataset.size * dataset.dtype.itemsize
    return not (dataset.external or dataset.is_virtual or size > MOST_GROWTH * dataset.id.get_storage_size())


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _main(seconds: int, size: int) -> None:
    import h5py  # noqa: PLC0415 - as above

    with suppress(ImportError):  # not on Windows
        import resource  # noqa: PLC0415 - as above

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with h5py.File(io.BytesIO(sys.stdin.buffer.read()), "r") as file:
        datasets, names, config = contents(file)
        found = {path: each for path, each in datasets.items() if each.dtype.kind == "f" and each.ndim in (1, 2)}
        arrays = {path: each[()] for path, each in found.items() if whole(each)}
    left_out = {path: [list(each.shape), each.dtype.str] for path, each in datasets.items() if path not in arrays}
    told = json.dumps({"names": names, "config": config, "left out": left_out})
    kept = {str(number): array for number, array in enumerate(arrays.values())}
    paths = json.dumps(list(arrays))
    np.savez(sys.stdout.buffer, **{TOLD: np.array([told, paths])}, **kept)


if __name__ == "__main__":
    _main(int(sys.argv[1]), int(sys.argv[2]))
