"""`eft evolve`: the summary object, resumption, strict repetition, and one clear line for every mistake."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from eft.__main__ import run
from eft.evaluation.sandbox.jail import missing
from eft.evaluation.scorers.additive import golomb
from eft.evaluation.timing.harness import missing as no_timer
from eft.evaluation.verify.certificate import check, read
from eft.evolution.result import write_certificate
from eft.evolve import Settings, main
from eft.types import Outcome, Status

TASK = "codes/labs/n=66"
FAKE = ["configs/evolve/smoke.yaml", f"tasks={TASK}", "--json"]


def evolve(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main([*FAKE, *words]) == 0
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """The one line with which the command refuses (exit 2)."""
    assert run("evolve", main, list(words)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(folder / "run.db")
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def test_smoke_twice_gives_the_same_history(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = (evolve(capsys, f"out={tmp_path / name}") for name in ("one", "two"))
    assert one["history"] == two["history"]
    assert evolve(capsys, f"out={tmp_path / 'three'}", "seed=1")["history"] != one["history"]
    sql = "SELECT idx, parent, child, prompt, reply, failure, score, seed FROM attempt ORDER BY seq"
    assert rows(tmp_path / "one", sql) == rows(tmp_path / "two", sql)


def test_summary_and_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = evolve(capsys, f"out={tmp_path / 'run'}")
    assert found["attempts"] == 40
    assert 0 < found["accepted"] <= 40
    assert found["stop_reason"] == "attempts"
    assert found["run_folder"] == str(tmp_path / "run")
    assert {"best_score", "gap", "seconds"} <= set(found)
    assert "EVOLVE-BLOCK-START" in (tmp_path / "run" / "best.py").read_text()
    assert json.loads((tmp_path / "run" / "summary.json").read_text()) == found
    assert list((tmp_path / "run").glob("events.out.tfevents*"))
    assert rows(tmp_path / "run", "SELECT count(*) FROM attempt") == [(41,)]


@pytest.mark.skipif(bool(missing()), reason=f"no jail here: {missing()}")
def test_programs_are_judged_in_the_jail_as_they_are_in_the_zygote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two evaluations at a time; `strict`, so that the same history shows that the sandbox makes no difference to a verdict."""
    found = {}
    for sandbox in ("jail", "zygote"):
        words = f"packing/circles_in_square/n=26 backend.name=rules profile=cheap order=strict attempts=6 sandbox={sandbox} --json"
        assert main([*words.split(), f"out={tmp_path / sandbox}"]) == 0
        found[sandbox] = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert found["jail"]["attempts"] == 6
    assert found["jail"]["accepted"] > 0
    assert found["jail"]["failures"] == []
    assert found["jail"]["best"][0]["fresh_status"] == "ok"
    sql = "SELECT score FROM attempt ORDER BY seq"
    assert rows(tmp_path / "jail", sql) == rows(tmp_path / "zygote", sql)
    assert rows(tmp_path / "jail", "SELECT DISTINCT outcome ->> '$.profile' FROM attempt WHERE outcome IS NOT NULL") == [("cheap/jail",)]


def test_the_same_command_continues(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = evolve(capsys, f"out={tmp_path / 'whole'}", "attempts=60")
    evolve(capsys, f"out={tmp_path / 'run'}")
    again = evolve(capsys, f"out={tmp_path / 'run'}")
    assert again["attempts"] == 40
    assert evolve(capsys, f"out={tmp_path / 'run'}", "attempts=60")["history"] == whole["history"]


@pytest.mark.parametrize("words", [["codes/labs/n=77"], ["task=codes/labs/n=77"], ["tasks=[codes/labs/n=77]"]])
def test_the_command_line_names_the_task(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main(["configs/evolve/smoke.yaml", *words, "attempts=0", f"out={tmp_path / 'run'}", "--json"]) == 0
    assert [row["task"] for row in json.loads(capsys.readouterr().out)["best"]] == ["codes/labs/n=77"]


def test_people_get_text_and_a_list_gets_a_file_per_task(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "configs/evolve/smoke.yaml",
        f"tasks=[{TASK},codes/labs/n=77]",
        "searches=2",
        "attempts=5",
        f"out={tmp_path / 'run'}",
        "--quiet",
    ]
    assert main(words) == 0
    out = capsys.readouterr().out
    assert "20 attempts" in out
    assert sorted(p.name for p in (tmp_path / "run" / "best").iterdir()) == ["codes__labs__n=66.py", "codes__labs__n=77.py"]


def test_an_initial_program_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.py"
    file.write_text("# EVOLVE-BLOCK-START\ndef solve(n):\n    return {'x': 1}\n# EVOLVE-BLOCK-END\n")
    evolve(capsys, f"out={tmp_path / 'run'}", f"initial={file}", "attempts=3")
    ((source,),) = rows(tmp_path / "run", "SELECT source FROM program JOIN search ON search.initial = program.id")
    assert source == file.read_text()
    file.write_text(file.read_text().replace("1}", "2}"))
    assert "another initial program" in refused(capsys, *FAKE, f"out={tmp_path / 'run'}", f"initial={file}", "attempts=3")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "no task given"),
        (["codes/labz/n=66"], "did you mean codes/labs"),
        (["docs"], "neither a task nor a task folder of another project"),
        ([TASK, "atempts=3"], "did you mean attempts"),
        ([TASK, "attempts=many"], "attempts: expected int"),
        ([TASK, "archive=pukt"], "did you mean puct"),
        ([TASK, "archive.islands=0"], "islands"),
        ([TASK, "order=sometimes"], "free, strict"),
        ([TASK, "nosuch.yaml"], "no such file"),
        ([TASK, "initial=nosuch.py"], "initial nosuch.py: No such file"),
        ([TASK, "--jsn"], "did you mean --json"),
        ([TASK, f"task={TASK}"], "named twice"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str) -> None:
    assert message in refused(capsys, f"out={tmp_path / 'run'}", "evaluator=fake", "backend=fake", *words)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def solve(n):\n    return {}\n", "EVOLVE-BLOCK-START and EVOLVE-BLOCK-END lines"),
        ("# EVOLVE-BLOCK-START\ndef solve(n:\n# EVOLVE-BLOCK-END\n", "not Python: line 2"),
    ],
)
def test_an_unusable_initial_program_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, message: str) -> None:
    file = tmp_path / "mine.py"
    file.write_text(text)
    assert message in refused(capsys, *FAKE, f"out={tmp_path / 'run'}", f"initial={file}")
    assert not (tmp_path / "run").exists()


@pytest.mark.skipif(bool(no_timer()) or not shutil.which("cc"), reason=f"no kernel timer or compiler here: {no_timer()}")
def test_a_search_among_c_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["tasks=[cpu/prefix_scan/kind=long]", "backend=rules", "attempts=4", "profile=cheap", f"out={tmp_path / 'run'}", "--json"]
    file = tmp_path / "mine.c"
    file.write_text("void prefix_scan(void) {}\n")
    assert "put `// EVOLVE-BLOCK-START`" in refused(capsys, *words, f"initial={file}")
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert found["attempts"] == 4
    assert "void prefix_scan(" in (tmp_path / "run" / "best.c").read_text()


def test_other_settings_and_damage_are_refused_and_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "run"
    evolve(capsys, f"out={folder}")
    before = {file: file.read_bytes() for file in folder.iterdir()}
    message = refused(capsys, *FAKE, f"out={folder}", "seed=5", "archive=best")
    assert "archive" in message
    assert "seed (was 0, now 5)" in message
    assert "attempts (was 40, now 10)" in refused(capsys, *FAKE, f"out={folder}", "attempts=10")
    assert {file: file.read_bytes() for file in folder.iterdir()} == before
    (folder / "run.db").write_bytes(b"rubbish" * 1000)
    assert "run.db: not a readable run database" in refused(capsys, *FAKE, f"out={folder}")
    assert (folder / "run.db").read_bytes() == b"rubbish" * 1000


def committed(folder: Path) -> int:
    try:
        return int(rows(folder, "SELECT count(*) FROM attempt")[0][0])
    except sqlite3.OperationalError:  # not created yet
        return 0


def test_interrupt_is_clean_and_resumable(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [*FAKE, f"out={tmp_path / 'run'}", "attempts=150", "backend.delay_s=0.03"]
    process = subprocess.Popen([sys.executable, "-m", "eft.evolve", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while committed(tmp_path / "run") <= 5:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    found = json.loads(out.splitlines()[-1])
    assert found["stop_reason"] == "interrupted"
    assert 5 < found["attempts"] < 150
    assert "Traceback" not in err
    assert found["attempts"] == rows(tmp_path / "run", "SELECT count(*) FROM attempt WHERE idx > 0")[0][0]
    assert evolve(capsys, *words[-3:])["attempts"] == 150


def test_certificates_are_written_where_a_family_issues_them(tmp_path: Path) -> None:
    settings, ruler = Settings(out=tmp_path), golomb(np.array([0, 1, 4, 9, 11]))
    assert write_certificate(settings, "a/b/n=5", Outcome(Status.OK, score=11.0)) is None
    file = write_certificate(settings, "a/b/n=5", Outcome(Status.OK, score=11.0, certificate=ruler.certificate()))
    assert file == str(tmp_path / "certificates" / "a__b__n=5.json")
    assert check(read(Path(file))) == 11
