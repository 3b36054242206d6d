#!/bin/sh
# Install the app into a folder of its own, without what only building and testing need; from the repository's root:
#   sh deploy/install.sh /opt/gru-viz
set -eu
target=$1

python3 -m venv "$target"
# PyTorch's own index has the build for the CPU; PyPI's brings several GB of CUDA along.
"$target/bin/pip" install --quiet --no-cache-dir --disable-pip-version-check \
  --extra-index-url https://download.pytorch.org/whl/cpu -r requirements.txt
"$target/bin/pip" install --quiet --no-cache-dir --disable-pip-version-check --no-deps .

# PyTorch's C++ headers, tests and compilers, other packages' tests, what only notebooks show, the habits of places
# whose languages the app does not speak, and at last pip itself.
packages=$("$target/bin/python" -c "import sysconfig; print(sysconfig.get_path('purelib'))")
rm -rf "$packages/torch/test" "$packages/torch/include" "$packages/pyarrow/include"
find "$packages/torch/bin" -type f ! -name torch_shm_manager -delete
rm -rf "$packages/onnx/backend/test" "$packages/pydeck/nbextension/static" "$packages/plotly/labextension"
# Arrow's servers and Hugging Face's downloads: the app asks nobody on the network for anything.
rm -rf "$packages"/pyarrow/*_flight* "$packages/hf_xet"
find "$packages/babel/locale-data" -name '*.dat' ! -name root.dat ! -name 'en*.dat' ! -name 'zh*.dat' -delete
find "$packages" -type d -name tests -prune -exec rm -rf {} +
"$target/bin/pip" uninstall --quiet --yes setuptools pip
du -sm "$target" | awk '{ print $1 " MB in " $2 }'
