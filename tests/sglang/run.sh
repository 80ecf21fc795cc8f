#!/usr/bin/env bash
# Real SGLang on this machine's processor: builds build/sglang-venv once, then runs the tests of this folder against it.
# What it is: SGLang's own scheduler, HTTP layer and model code, with torch-native kernels and the stand-ins of bridge/.
# It proves protocol and numerics, and says nothing about speed on a GPU. About 3 GB of disk and 3 GB of memory for each server.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=${EFT_SGLANG_VENV:-build/sglang-venv}
here=tests/sglang
stamp=$venv/.installed

if ! cmp -s "$here/requirements.txt" "$stamp"; then
  rm -f "$stamp"
  test -x "$venv/bin/python" || python3 -m venv "$venv"
  pip=("$venv/bin/python" -m pip install --quiet --disable-pip-version-check --constraint constraints.txt)
  "${pip[@]}" torch
  "${pip[@]}" --requirement "$here/requirements.txt"
  "${pip[@]}" --no-deps sglang==0.5.21 torchvision==0.28.0
  cp "$here/requirements.txt" "$stamp"
fi

export EFT_SGLANG_PYTHON="$(realpath -s "$venv")/bin/python"
exec .venv/bin/python -m pytest -c "$here/pytest.ini" "$here" "$@"
