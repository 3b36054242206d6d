#!/bin/sh
# Install the app into a folder of its own, without what only building and testing need; from the repository's root:
#   sh deploy/install.sh /opt/gru-viz
set -eu
case $1 in /*) target=$1 ;; *) target=$PWD/$1 ;; esac

python3 -m venv "$target"
# PyTorch's own index has the build for the CPU; PyPI's brings several GB of CUDA along.
"$target/bin/pip" install --quiet --no-cache-dir --no-compile --disable-pip-version-check \
  --extra-index-url https://download.pytorch.org/whl/cpu -r requirements.txt
"$target/bin/pip" install --quiet --no-cache-dir --no-compile --disable-pip-version-check --no-deps .

# PyTorch's C++ headers, tests and compilers, other packages' tests, what only notebooks show, the habits of places
# whose languages the app does not speak, and at last pip itself.
packages=$("$target/bin/python" -c "import sysconfig; print(sysconfig.get_path('purelib'))")
rm -rf "$packages/torch/test" "$packages/torch/include" "$packages/pyarrow/include"
find "$packages/torch/bin" -type f ! -name torch_shm_manager -delete
rm -rf "$packages/onnx/backend/test" "$packages/pydeck/nbextension/static" "$packages/plotly/labextension"
# Arrow's servers and clouds, Hugging Face's downloads: the app asks nobody on the network for anything.
rm -rf "$packages"/pyarrow/*_flight* "$packages"/pyarrow/*_s3* "$packages"/pyarrow/*substrait* "$packages/hf_xet"
find "$packages/babel/locale-data" -name '*.dat' ! -name root.dat ! -name 'en*.dat' ! -name 'zh*.dat' -delete
find "$packages" -type d -name tests -prune -exec rm -rf {} +
"$target/bin/pip" uninstall --quiet --yes setuptools pip
seldom='/(torch/(_inductor|distributed|testing|_dynamo|_functorch|ao|onnx)|torchgen|sympy|mpmath|plotly/graph_objs|altair|huggingface_hub|scipy)/'
# Names of what is inside libraries, which only debuggers read, are 150 MB. (Libraries that a wheel has brought along from
# elsewhere, in folders *.libs, do not load any more without theirs.)
if command -v strip >/dev/null; then
  find "$packages/torch/lib" "$packages/pyarrow" "$packages/numcodecs" -name '*.so*' -type f -size +1M \
    -exec strip --strip-unneeded {} +
fi
# Compiled ahead, for a root that may be read-only: of what is large and seldom read, only what the first page and the modules
# of the app do read (all of it would be 90 MB more). That the page can be drawn is seen here, too.
"$target/bin/python" -m compileall -q -x "$seldom" "$packages"
cd / && "$target/bin/python" - <<'END'
from importlib import import_module
from pkgutil import walk_packages

import gru_viz
from streamlit.testing.v1 import AppTest

names = [module.name for module in walk_packages(gru_viz.__path__, "gru_viz.")]
for name in names:
    if not name.endswith("__main__"):
        import_module(name)
page = AppTest.from_file(import_module("gru_viz.ui.app.app").__file__, default_timeout=300).run()
assert page.markdown and not page.exception, page.exception
END
du -sm "$target" | awk '{ print $1 " MB in " $2 }'
