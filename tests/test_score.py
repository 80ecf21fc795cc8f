"""`eft score`: one clear line or one JSON object, and the exit status, for good, bad and hostile programs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eft.__main__ import run
from eft.evaluation.tasks import read_family
from eft.evaluation.verify.certificate import check, read
from eft.score import main

LABS = "codes/labs/n=31"
CIRCLES = "packing/circles_in_square/n=26"
NO_CUT = "def solve(n, **inputs): return {'side': [0] * n}"
KEYS = [
    "task",
    "status",
    "score",
    "gap",
    "reason",
    "seconds",
    "profile",
    "evaluator",
    "cpu_s",
    "max_rss_mb",
    "walls",
    "limits",
    "seeds",
    "usage",
]
ALTERNATING = "def solve(n): return {'s': [1 if k % 2 else -1 for k in range(n)]}"


def score(capsys: pytest.CaptureFixture[str], folder: Path, source: str, *words: str, task: str = LABS) -> tuple[int, str, str]:
    program = folder / "program.py"
    program.write_text(source)
    code = run("score", main, [task, str(program), *words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_accepted_program(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, err = score(capsys, tmp_path, ALTERNATING, "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert list(found) == KEYS
    assert found["score"] == sum((31 - k) ** 2 for k in range(1, 31))  # |C_k| = n - k for an alternating sequence
    assert (found["task"], found["status"], found["profile"]) == (LABS, "ok", "final/zygote")
    assert found["gap"] > 0  # worse than the baseline
    code, out, err = score(capsys, tmp_path, ALTERNATING)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert out.startswith(f"ok  {LABS}: score 9455 (energy), gap ")


def test_a_certificate_is_written_and_holds(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "proof.json"
    assert score(capsys, tmp_path, ALTERNATING, "--certificate", str(file))[0] == 0
    assert check(read(file)) == 9455
    assert run("score", main, [LABS, str(tmp_path / "program.py"), "--certificate"]) == 2
    assert "--certificate: expected a file" in capsys.readouterr().err
    assert score(capsys, tmp_path, ALTERNATING, "--certificate", str(tmp_path / "no" / "proof.json"))[0] == 2
    code, out, err = score(capsys, tmp_path, NO_CUT, "profile=cheap", "--certificate", str(file), task=find_cut())
    assert (code, err) == (2, f"eft score: --certificate {file}: graphs/max_cut issues no certificates\n")
    assert out.startswith("ok")  # the verdict is not lost


def find_cut() -> str:
    return read_family("graphs/max_cut")[0].id


@pytest.mark.parametrize(
    ("source", "status", "words"),
    [
        ("def solve(n): return {'s': [1] * (n + 1)}", "invalid", "s: expected 31 integers, got 32"),
        ("def solve(n): return {'s': [float('nan')] * n}", "invalid", "s[0]: expected an integer, got float"),
        ("def solve(n): return {'score': 1e9}", "invalid", "s: missing"),
        ("def solve(n): return 1e9", "invalid", "must return a dict"),
        ("def solve(n):\n    while True: pass", "timeout", "CPU time limit of 0.3 s"),
        ("import numpy as np\ndef solve(n): return {'s': np.ones(100 * 2**30 // 8)}", "memory", "Unable to allocate"),
        ("import os\ndef solve(n): os._exit(0)", "crash", "ended without an answer"),
        ("import os\ndef solve(n): os.fork()", "error", "Operation not permitted"),
        ("def solve(n):\n    for _ in range(10**6): print('x' * 1000)", "output", "printed more than 65536 bytes"),
        ("def solve(n) return", "error", "SyntaxError"),
    ],
)
def test_not_accepted(capsys: pytest.CaptureFixture[str], tmp_path: Path, source: str, status: str, words: str) -> None:
    code, out, err = score(capsys, tmp_path, source, "cpu_s=0.3", "--json")
    found = json.loads(out)
    assert (code, err, list(found)) == (1, "", KEYS)
    assert (found["status"], found["score"], found["gap"]) == (status, None, None)
    assert words in found["reason"]
    code, out, err = score(capsys, tmp_path, source, "cpu_s=0.3")
    assert (code, err, out.count("\n")) == (1, "", 1)
    assert words in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["codes/lab/n=31", "p.py"], "did you mean codes/labs/n=31"),
        ([LABS, "nowhere.py"], "program nowhere.py: No such file"),
        ([LABS, "."], "program .: Is a directory"),
        ([LABS], "expected a task and a program"),
        ([LABS, "p.py", "cpu=3"], "config key cpu: unknown; did you mean cpu_s"),
        ([LABS, "p.py", "cpu_s=fast"], "config key cpu_s"),
        ([LABS, "p.py", "--jsn"], "did you mean --json"),
        ([LABS, "p.py", "--profile", "fin"], "profile fin: unknown"),
        ([LABS, "p.py", "sandbox=jail"], "sandbox jail: unknown"),
        ([LABS, "latin.py"], "not UTF-8"),
    ],
)
def test_mistakes_of_the_user(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.py").write_text(ALTERNATING)
    Path("latin.py").write_bytes(b"# \xe9\n")
    code = run("score", main, words)
    captured = capsys.readouterr()
    assert (code, captured.out) == (2, "")
    assert message in captured.err
    assert captured.err.count("\n") == 1


def test_seed_profile_and_sandbox_are_recorded(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    source = "import random\ndef solve(n): return {'s': [random.choice((-1, 1)) for _ in range(n)]}"
    first, again, other = (
        json.loads(score(capsys, tmp_path, source, seed, "--profile", "train", "sandbox=unsafe", "--json")[1])
        for seed in ("seed=1", "seed=1", "seed=2")
    )
    assert first["score"] == again["score"] != other["score"]
    assert first["profile"] == "train/unsafe"


def test_command_line_from_another_folder(tmp_path: Path) -> None:
    (tmp_path / "p.py").write_text(ALTERNATING)
    done = subprocess.run(
        [sys.executable, "-m", "eft.score", LABS, "p.py", "--json"], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["status"] == "ok"


def test_help_and_no_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "example: eft score" in capsys.readouterr().out
    assert main([]) == 2


GRID = """
def solve(n):
    x = [(0.5 + k % 6) / 6 for k in range(n)]
    y = [(0.5 + k // 6) / 6 for k in range(n)]
    return {"x": x, "y": y, "r": [RADIUS] * n}
"""


def test_packing_accepted_repaired_and_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("eft._scorers")
    code, out, _ = score(capsys, tmp_path, GRID.replace("RADIUS", "0.0625"), "--json", task=CIRCLES)
    assert (code, json.loads(out)["score"], json.loads(out)["reason"]) == (0, 26 * 0.0625, "")
    code, out, _ = score(capsys, tmp_path, GRID.replace("RADIUS", "0.1"), "--json", task=CIRCLES)
    repaired = json.loads(out)
    assert code == 0
    assert repaired["score"] < 26 / 12  # centres are 1/6 apart and 1/12 from the walls
    assert repaired["reason"]
    code, out, _ = score(capsys, tmp_path, "def solve(n): return {k: [float('nan')] * n for k in 'xyr'}", "--json", task=CIRCLES)
    assert (code, json.loads(out)["status"]) == (1, "invalid")
    assert "nan" in json.loads(out)["reason"]
