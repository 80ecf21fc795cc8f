"""Words of models and of candidates that are meant for a terminal, a browser or a log: shown as text, everywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from faults import FaultServer

from eft import report
from eft.__main__ import run
from eft.evolve import main
from eft.score import main as score

EVIL = "\x1b]0;owned\x07\x1b[31m\x9b2J\r\x08\u202e\u2066</script><script>alert(1)</script><img src=x onerror=alert(2)>[x](javascript:alert(3))`|"
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
TASK = "codes/labs/n=66"


def speaks(path: str, body: dict[str, Any]) -> tuple[int, Any]:
    """At random: a child with hostile words in its source, and an error that consists of them."""
    if body["seed"] % 2:
        return 400, {"error": {"message": EVIL}}
    region = f"# EVOLVE-BLOCK-START\nnote = {EVIL!r}  # {EVIL.replace(chr(13), '')}\ndef solve(n):\n    return {body['seed']}\n# EVOLVE-BLOCK-END"
    text = f"{EVIL}\n```python\n{region}\n```"
    return 200, {"model": "m1", "choices": [{"message": {"content": text}, "finish_reason": "stop"}], "usage": {}}


@pytest.fixture
def server() -> Iterator[FaultServer]:
    running = FaultServer(speaks, "/v1/chat/completions")
    yield running
    running.close()


class Tags(HTMLParser):
    """Names of the elements of a page, and the attributes that could do something."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.active: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.active += [
            name for name, value in attrs if name.startswith("on") or (name in ("src", "href") and not (value or "").startswith("#"))
        ]


def test_a_run_shows_hostile_words_as_text(server: FaultServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "run"
    words = [
        "backend.name=openai",
        f"backend.url={server.url}/v1",
        "backend.model=m1",
        "backend.key_env=''",
        "evaluator=fake",
        "attempts=30",
    ]
    assert main([TASK, f"out={out}", "workers=1", *words]) == 0
    said = "".join(capsys.readouterr())
    assert "alert(" in said  # it is told, as text
    assert CONTROLS.findall(said) == []
    summary = json.loads((out / "summary.json").read_text())
    assert {row["reason"] for row in summary["failures"]} == {"backend"}
    assert summary["improved"] > 0, summary
    assert report.main([str(out)]) == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert CONTROLS.findall(page) == []
    tags = Tags()
    tags.feed(page)
    assert "alert(" in page
    assert tags.names.isdisjoint({"script", "img", "iframe", "object", "form"})
    assert tags.active == []


def test_a_verdict_shows_hostile_words_as_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "evil.py"
    file.write_text(f"def solve(n, seed=0, objective=None):\n    print({EVIL!r})\n    raise ValueError({EVIL!r})\n")
    assert score([TASK, str(file), "profile=cheap"]) == 1
    said = "".join(capsys.readouterr())
    assert "alert(" in said
    assert CONTROLS.findall(said) == []
    assert said.count("\n") == 1


def test_names_of_files_and_tasks_are_refused_in_a_few_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([f"x{EVIL}"], [TASK, f"{EVIL}.yaml"], [TASK, f"attempts={EVIL}"], [TASK, f"initial={tmp_path}/{EVIL}"]):
        assert run("evolve", main, words) == 2
        assert len(capsys.readouterr().err) < 2_000
