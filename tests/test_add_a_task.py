"""docs/add-a-task.md, followed step by step: its files are written, its commands run."""

from __future__ import annotations

import importlib
import json
import re
import shlex
import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from eft.evaluation import tasks
from eft.evaluation.sandbox.jail import missing

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "add-a-task.md").read_text(encoding="utf-8")
OWN, OTHERS = PAGE.split("## Folders of other projects")


def blocks(page: str) -> Iterator[tuple[str, str]]:
    """(text above, indented block) in order."""
    for match in re.finditer(r"((?:^(?! {4}).*\n)+)((?:^(?: {4}.*)?\n)+)", page, flags=re.MULTILINE):
        if match[2].strip():
            yield match[1], textwrap.dedent(match[2]).strip("\n") + "\n"


def files() -> dict[str, str]:
    """The example's files: each block belongs to the last file that the text above it names."""
    found = {}
    for above, block in blocks(OWN):
        named = re.findall(r"`(mine/spread/[\w/]+\.\w+)`", above)
        if named and not block.startswith("eft "):
            found[named[-1]] = block
    return found


def commands(page: str) -> list[list[str]]:
    return [shlex.split(line) for _, block in blocks(page) for line in block.splitlines() if line.startswith("eft ")]


def run(command: list[str]) -> int:
    status: int = importlib.import_module(f"eft.{command[1]}").main(command[2:])
    return status


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A working directory and a home of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    tasks.own_families.cache_clear()
    yield tmp_path
    tasks.own_families.cache_clear()


def test_the_example_is_complete() -> None:
    assert sorted(files()) == [
        "mine/spread/initial.py", "mine/spread/objective.py", "mine/spread/right/1_seed.py", "mine/spread/right/2_textbook.py",
        "mine/spread/right/3_strong.py", "mine/spread/score.py", "mine/spread/task.yaml", "mine/spread/wrong/infinite.py",
        "mine/spread/wrong/outside.py", "mine/spread/wrong/short.py",
    ]  # fmt: skip
    assert files()["mine/spread/right/1_seed.py"] == "# profile: cheap\n" + files()["mine/spread/initial.py"]
    assert [command[1:3] for command in commands(OWN)] == [
        ["tasks", "check"], ["tasks", "show"], ["score", "mine/spread/n=9"], ["evolve", "tasks=mine/spread/n=9"], ["tasks", "add"],
    ]  # fmt: skip


def test_every_step_of_the_page(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in files().items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    for command in commands(OWN):
        assert run(command) == 0, capsys.readouterr().out
    out = capsys.readouterr().out
    assert "all checks passed" in out
    assert "ok  mine/spread/n=9: score 0.125" in out
    assert json.loads((place / "runs" / "spread" / "summary.json").read_text())["improved"] >= 1
    shutil.rmtree(place / "mine")
    assert tasks.find("mine/spread/n=9").folder == place / "home" / ".eft" / "tasks" / "mine" / "spread"


@pytest.mark.skipif(bool(missing()), reason=f"no jail here: {missing()}")
def test_the_commands_for_other_projects_folders(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "tests" / "evaluation").mkdir(parents=True)
    shutil.copytree(ROOT / "tests" / "evaluation" / "folders", place / "tests" / "evaluation" / "folders")
    for command in commands(OTHERS):
        assert run([word.replace("attempts=20", "attempts=3") for word in command]) == 0, capsys.readouterr().out
    assert "foreign/ratio" in capsys.readouterr().out
