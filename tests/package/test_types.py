"""The README's Python, as a type checker in an editor sees it."""

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.browser.server import ROOT

PYTHON = Path(sys.executable)


def test_the_readmes_python_is_clean(tmp_path):
    text = "".join((ROOT / name).read_text("utf-8") for name in ("README.md", "EXAMPLES.md"))
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) >= 3
    for number, block in enumerate(blocks):
        (tmp_path / f"block{number}.py").write_text(block, "utf-8")
    (tmp_path / "wrong.py").write_text("import gru_viz\n\ngru_viz.bundled().nothing()\n")
    # What is kept of a run is of another type than the run.
    (tmp_path / "kept.py").write_text(
        "import torch\nimport gru_viz\n\ngru, x = torch.nn.GRU(3, 4), torch.randn(5, 3)\n"
        'print(gru_viz.trace(gru, x, units=[0]).to_pandas(), gru_viz.trace(gru, x, keep="update_gate").quantities["h"])\n'
        "print(gru_viz.trace(gru, x).update_gate)\n"
    )
    settings = {"typeCheckingMode": "basic", "extraPaths": [str(ROOT)]}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    checker = [PYTHON.with_name("basedpyright"), "--outputjson", "--project", tmp_path, "--pythonpath", PYTHON]
    done = subprocess.run(checker, capture_output=True, text=True, check=False)
    found = [each for each in json.loads(done.stdout)["generalDiagnostics"] if each["severity"] == "error"]
    # One file is wrong on purpose: a checker that finds nothing anywhere proves nothing.
    assert [each["file"].rpartition("/")[2] for each in found] == ["wrong.py"], found
