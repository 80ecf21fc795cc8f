"""The libFuzzer targets of the compiled scorers build and survive a few thousand inputs (`make fuzz` runs them for longer)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("clang++"), reason="libFuzzer comes with clang")
@pytest.mark.parametrize("target", [file.stem for file in sorted((ROOT / "csrc" / "fuzz").glob("*.cpp"))])
def test_target_survives(tmp_path: Path, target: str) -> None:
    options = ["-std=c++20", "-O1", "-w", "-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=all", f"-I{ROOT / 'csrc'}"]
    program = tmp_path / target
    subprocess.run(["clang++", *options, str(ROOT / "csrc" / "fuzz" / f"{target}.cpp"), "-o", str(program)], check=True, timeout=240)
    done = subprocess.run([str(program), "-runs=3000", "-seed=1"], capture_output=True, text=True, timeout=240, cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
