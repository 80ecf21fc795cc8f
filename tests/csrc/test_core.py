"""The C++ headers on their own; under `slow` with the address and undefined-behaviour sanitizers."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not shutil.which("cmake"), reason="no cmake on this machine")
@pytest.mark.parametrize("sanitize", ["OFF", pytest.param("ON", marks=pytest.mark.slow)])
def test_headers_alone(tmp_path: Path, sanitize: str) -> None:
    options = ["-DEFT_PYTHON=OFF", "-DEFT_TESTS=ON", f"-DEFT_SANITIZE={sanitize}", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS=-O1"]
    for command in (
        ["cmake", "-S", str(ROOT), "-B", str(tmp_path), *options],
        ["cmake", "--build", str(tmp_path)],
        [str(tmp_path / "test_core")],
    ):
        done = subprocess.run(command, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        assert "warning" not in done.stdout + done.stderr, done.stdout
