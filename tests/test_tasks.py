"""The listing of the suite."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from eft.evaluation.sandbox.jail import missing
from eft.evaluation.tasks import families, read_family, read_folder
from eft.tasks import main
from eft.types import UserError


def test_json_is_one_array_with_the_agreed_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "--split", "heldout"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert set(rows[0]) == {"id", "domain", "family", "split", "direction", "baseline", "best_known"}
    assert {row["split"] for row in rows} == {"heldout"}
    (circles,) = [row for row in rows if row["id"] == "packing/circles_in_square/n=26"]
    assert circles["direction"] == "max"
    assert circles["baseline"] == pytest.approx(26 / 12)


def test_the_table_lists_every_task(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert main(["--json"]) == 0
    assert len(lines) == 1 + len(json.loads(capsys.readouterr().out))


def rows(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    assert main([*words, "--json"]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_filters(capsys: pytest.CaptureFixture[str]) -> None:
    assert {row["domain"] for row in rows(capsys, "--domain", "codes")} == {"codes"}
    assert {row["family"] for row in rows(capsys, "--family", "labs")} == {"codes/labs"}
    assert {row["family"] for row in rows(capsys, "--domain", "codes", "--split", "heldout")} == {"codes/covering_code", "codes/maxdet"}
    assert "routing/tsp" not in {row["family"] for row in rows(capsys, "--split", "strict")}
    assert "routing/tsp" in {row["family"] for row in rows(capsys, "--representation", "P")}
    assert rows(capsys, "--family", "nothing") == []


def test_counts_add_up(capsys: pytest.CaptureFixture[str]) -> None:
    everything = rows(capsys)
    assert main(["--counts", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["all"][""]["tasks"] == len(everything)
    assert found["all"][""]["families"] == len({row["family"] for row in everything})
    for name in ("domain", "split", "representation", "kind"):
        assert sum(of["tasks"] for of in found[name].values()) == len(everything)
    assert found["split"]["heldout"]["tasks"] == sum(row["split"] == "heldout" for row in everything)
    assert main(["--counts"]) == 0
    assert f"all {'':26}" in capsys.readouterr().out


def test_show_says_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "codes/labs/n=77"]) == 0
    out = capsys.readouterr().out
    for words in (
        "train, fixed instances, representation S", "n: int", "s: i64[n]", "energy, smaller is better", "10 s CPU, 30 s wall, 1024 MB",
        "2926", "358", "Bošković et al., 2018-01-01", "checked: exact", "far bound   38", "Find a sequence of signs", "cannot be drawn",
    ):  # fmt: skip
        assert words in out


def test_show_draws_what_the_seed_program_builds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for task, shapes in (("packing/circles_in_square/n=26", 26), ("inequalities/autocorr_first/n_max=600", 0)):
        file = tmp_path / "seed.svg"
        assert main(["show", task, "--svg", str(file)]) == 0
        root = ElementTree.fromstring(file.read_text())
        assert root.tag.endswith("svg")
        assert len(root.findall(".//{*}circle")) == shapes
        assert (len(root.findall("{*}svg")) == 2) == (shapes == 0)  # a step function and its correlation
    capsys.readouterr()
    with pytest.raises(UserError, match="cannot be drawn"):
        main(["show", "codes/labs/n=77", "--svg", str(file)])


def test_check_prints_a_line_for_every_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "codes/labs"]) == 0
    out = capsys.readouterr().out
    assert out.count("  ok  ") == 8 + len(list((read_family("codes/labs")[0].folder / "wrong").glob("*.py")))
    assert out.endswith("all checks passed\n")
    folder = tmp_path / "mine" / "labs"
    shutil.copytree(read_family("codes/labs")[0].folder, folder)
    shutil.copy(folder / "right" / "3_strong.py", folder / "right" / "1_seed.py")
    assert main(["check", str(folder)]) == 1
    out = capsys.readouterr().out
    assert "FAILED  climbs                    2_textbook.py" in out
    assert "each program must beat the one before it" in out
    assert out.endswith("1 checks failed\n")


@pytest.mark.skipif(bool(missing()), reason=f"no jail here: {missing()}")
def test_check_of_another_projects_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "tests/evaluation/folders/shinka/roots"]) == 0
    assert "loads                     as shinka; shinka.yaml: without effect here" in capsys.readouterr().out


def test_add_says_what_can_be_used_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert main(["add", "tests/evaluation/folders/shinka/roots"]) == 0
    assert capsys.readouterr().out == f"added {tmp_path}/.eft/tasks/foreign/roots: foreign/roots\n"
    assert rows(capsys, "--domain", "foreign")[0]["id"] == "foreign/roots"


def test_the_listing_imports_nothing_heavy() -> None:
    code = "import sys, eft.tasks; eft.tasks.main([]); print([m for m in ('numpy', 'scipy', 'torch', 'omegaconf') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_suite_of_120_families_is_read_in_a_third_of_a_second(tmp_path: Path) -> None:
    folders = []
    for number in range(120):
        source = read_family(families()[number % len(families())])[0].folder
        folders.append(tmp_path / f"d{number}" / source.name)
        folders[-1].mkdir(parents=True)
        shutil.copy(source / "task.yaml", folders[-1])
    spent = []
    for _ in range(3):
        started = time.process_time()  # other processes take wall time
        assert sum(len(read_folder(folder)) for folder in folders) > 600
        spent.append(time.process_time() - started)
    assert min(spent) <= 0.3


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--split"], "expected train or heldout"),
        (["--split", "dev"], "expected train or heldout"),
        (["x"], "unexpected x"),
        (["show"], "eft tasks show: give one task"),
        (["check"], "eft tasks check: give a family or a folder"),
        (["add", "a", "b"], "eft tasks add: give one folder"),
        (["show", "codes/lab/n=31"], "did you mean codes/labs"),
        (["check", "nothing/here"], "unknown"),
        (["--domain", "cods"], "--domain cods: no such task; there is: "),
        (["--jsn"], "unknown option"),
    ],
)
def test_mistakes(argv: list[str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        main(argv)
