"""Blocks: the README's Python as files, for the type checker to see as an editor does. `python -m tests.package.blocks`."""

import re
import shutil

from tests.browser.server import ROOT

FOLDER = ROOT / "build" / "readme"
#: A checker that finds nothing anywhere proves nothing: here, not to find the fault is one.
_WRONG = """# pyright: reportUnnecessaryTypeIgnoreComment=error
import gru_viz

gru_viz.bundled().nothing()  # pyright: ignore[reportAttributeAccessIssue]
"""
#: What is kept of a run is of another type than the run.
_KEPT = """import torch
import gru_viz

gru, x = torch.nn.GRU(3, 4), torch.randn(5, 3)
print(gru_viz.trace(gru, x, units=[0]).to_pandas(), gru_viz.trace(gru, x, keep="update_gate").quantities["h"])
print(gru_viz.trace(gru, x).update_gate)
"""


def main() -> None:
    """Write all blocks, and two files of our own, in place of what was there."""
    text = "".join((ROOT / name).read_text("utf-8") for name in ("README.md", "EXAMPLES.md"))
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) >= 3
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    written = {f"block{number}": block for number, block in enumerate(blocks)} | {"wrong": _WRONG, "kept": _KEPT}
    for name, code in written.items():
        (FOLDER / f"{name}.py").write_text(code, "utf-8")


if __name__ == "__main__":
    main()
