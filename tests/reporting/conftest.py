from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from eft.evaluation import tasks
from eft.search.store import Store
from eft.types import Attempt, Outcome, Status, content_id

TASK = "codes/maxdet/n=15"


class Seen(HTMLParser):
    """Everything a browser would find in a page."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")

    @property
    def text(self):
        return "".join(self.words)


@pytest.fixture(scope="session")
def seen():
    """The parser that finds what a browser would."""
    return Seen


def attempt(index, parent, child, outcome=None, **other):
    """An attempt of the search `TASK@0` with ordinary values everywhere else."""
    values = {
        "search": f"{TASK}@0", "index": index, "task": TASK, "parent": parent, "prompt": "", "reply": "a reply", "kind": "edit",
        "change": f"idea {index}", "failure": "" if child else "not_found", "failure_detail": "", "child": child, "outcome": outcome,
        "model": "rules", "policy_version": 0, "temperature": 0.7, "seed": index, "tokens_in": 100, "tokens_out": 10, "cost_usd": 0.0,
        "started": 0.0, "generate_s": 0.0,
    }  # fmt: skip
    return Attempt(**{**values, **other})


def ok(score, progress, **other):
    """A valid outcome over two runs."""
    return Outcome(Status.OK, score=score, scores=(score, score), progress=progress, gap=-progress, profile="cheap/zygote", **other)


@pytest.fixture
def write_run(tmp_path):
    """Writes a run folder with one search: the seed program and then `rows` of (parent's number, source or None, outcome, extras)."""

    def write(rows, initial="def solve():\n    return 0\n", config="run: {command: evolve}\n", task=TASK) -> Path:
        folder = tmp_path / "a run"
        folder.mkdir()
        if config is not None:
            (folder / "config.yaml").write_text(config)
        sources = [initial]
        with Store(folder / "run.db") as store:
            store.add_search(f"{task}@0", task, 0, initial)
            extras = {"search": f"{task}@0", "task": task}
            store.append(attempt(0, None, content_id(initial), ok(1.0, 0.0), change="", **extras), initial)
            for index, (parent, source, outcome, *more) in enumerate(rows, 1):
                child = None if source is None else content_id(source)
                changes = {**extras, **(more[0] if more else {})}
                sources.append(source)
                store.append(attempt(index, content_id(sources[parent]), child, outcome, **changes), source).result()
        return folder

    return write


@pytest.fixture
def small_run(write_run):
    """Five attempts: better, edit failed, invalid, worse, best after going back to the seed program."""
    first, second, third, fourth = (f"def solve():\n    return {i}\n" for i in range(1, 5))
    back = {"backtrack_to": content_id("def solve():\n    return 0\n"), "backtrack_by": "archive", "kind": "after_backtrack"}
    return write_run(
        [
            (0, first, ok(2.0, 0.1)),
            (1, None, None),
            (1, second, Outcome(Status.INVALID, reason="a row is missing")),
            (1, third, ok(1.5, 0.05)),
            (0, fourth, ok(3.0, 0.3), back),
        ]
    )


@pytest.fixture
def maxdet():
    return tasks.find(TASK)
