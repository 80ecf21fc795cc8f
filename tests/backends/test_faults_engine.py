"""Whole runs against servers that fail: every attempt is recorded with its reason and its cost, and the run goes on or ends with one line."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from faults import FaultServer, at_random, changes, fails, sends_ten_megabytes

from eft.__main__ import run
from eft.backends.fake import nudge
from eft.evolve import main
from eft.search.engine import MAX_BACKEND_ERRORS
from eft.types import Message, Request

TOKENS_IN, TOKENS_OUT = 100, 10
USD_PER_CALL = TOKENS_IN * 1e-3 + TOKENS_OUT * 1e-2  # at the prices of `evolve`


def mutates(path: str, body: dict[str, Any]) -> tuple[int, Any]:
    """An honest server whose model changes a number of the program it is shown."""
    asked = Request("k", tuple(Message(**message) for message in body["messages"]), seed=body["seed"])
    message = {"role": "assistant", "content": nudge(asked, random.Random(body["seed"]))}
    usage = {"prompt_tokens": TOKENS_IN, "completion_tokens": TOKENS_OUT}
    return 200, {"model": "m1", "choices": [{"message": message, "finish_reason": "stop"}], "usage": usage}


@pytest.fixture
def server() -> Iterator[FaultServer]:
    running = FaultServer(mutates, "/v1/chat/completions")
    yield running
    running.close()


def words(server: FaultServer, out: Path, *more: str) -> list[str]:
    prices = ["backend.usd_per_mtok_in=1e3", "backend.usd_per_mtok_out=1e4"]
    pauses = ["backend.wait_s=0.001", "backend.max_wait_s=0.01", "backend.read_timeout_s=5", "backend.retries=1"]
    chosen = ["backend.name=openai", f"backend.url={server.url}/v1", "backend.model=m1", "backend.key_env=''", *prices, *pauses]
    return ["codes/labs/n=66", "evaluator=fake", "archive=best", f"out={out}", "--json", *chosen, *more]


def rows(out: Path, sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(out / "run.db")
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def test_a_server_that_fails_a_third_of_the_time_costs_attempts_and_no_run(
    server: FaultServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.endless = at_random(0.5, seed=7)  # with one retry about a third of the attempts fail
    out = tmp_path / "run"
    assert main(words(server, out, "attempts=60")) == 0
    first = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert first["attempts"] == 60
    assert main(words(server, out, "attempts=120")) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (found["attempts"], found["stop_reason"]) == (120, "attempts")
    assert found["accepted"] > 40
    assert rows(out, "SELECT count(*), count(DISTINCT idx), max(idx) FROM attempt") == [(121, 121, 120)]  # with the seed program
    reasons = [reason for (reason,) in rows(out, "SELECT failure_detail FROM attempt WHERE failure = 'backend'")]
    assert 15 < len(reasons) < 80
    assert all(reason.startswith("m1: ") and "\n" not in reason and len(reason) < 500 for reason in reasons)
    assert len({reason[:20] for reason in reasons}) > 5
    ((tokens, cost),) = rows(out, "SELECT sum(tokens_in + tokens_out), sum(cost_usd) FROM attempt")
    assert tokens % (TOKENS_IN + TOKENS_OUT) == 0
    assert tokens / (TOKENS_IN + TOKENS_OUT) >= found["accepted"]
    assert (found["tokens"], found["cost_usd"]) == (tokens, pytest.approx(cost))


def test_every_useless_answer_is_in_the_attempt_and_in_the_budget(
    server: FaultServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every second answer is broken and billed; the budget of dollars ends the run after as many calls as it pays for."""
    broken = changes(lambda found: found["choices"].clear())
    server.script = [broken, lambda wire: wire.answer(wire.honest()[1])] * 200
    out = tmp_path / "run"
    assert main(words(server, out, "attempts=200", f"cost_usd={19.5 * USD_PER_CALL}", "streams=1", "batch=1", "window=1")) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (found["stop_reason"], found["attempts"], server.calls()) == ("cost_usd", 10, 20)
    assert found["cost_usd"] == pytest.approx(20 * USD_PER_CALL)
    assert rows(out, "SELECT DISTINCT tokens_in, tokens_out FROM attempt WHERE idx > 0") == [(2 * TOKENS_IN, 2 * TOKENS_OUT)]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (fails(401, "Incorrect API key"), "m1: HTTP 401: Incorrect API key"),
        (sends_ten_megabytes, "the answer is longer than"),
        (changes(lambda found: found.update(model="m2")), "answered by model 'm2'"),
    ],
)
def test_a_server_that_only_fails_ends_the_run_with_one_line(
    server: FaultServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], fault: Any, reason: str
) -> None:
    server.endless = fault
    out = tmp_path / "run"
    assert run("evolve", main, words(server, out, "attempts=120")) == 3
    error = capsys.readouterr().err
    assert error.startswith("eft evolve: infrastructure: backend m1: m1: ")
    assert reason in error
    assert "times in a row)" in error
    assert error.count("\n") == 1
    assert MAX_BACKEND_ERRORS <= server.calls() < 100
    server.endless = None  # mended: the same command continues
    assert main(words(server, out, "attempts=120")) == 0
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert found["attempts"] == 120
    assert found["accepted"] > 0


def test_texts_that_no_file_can_hold_are_recorded(server: FaultServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def spoil(found: Any) -> None:
        found["choices"][0]["message"]["content"] = "\ud800 \x00 \x1b[31m <b>&amp;</b> \u202e\n" + "no edit" * 10

    server.endless = changes(spoil)
    out = tmp_path / "run"
    assert main(words(server, out, "attempts=5")) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["attempts"] == 5
    ((reply,),) = rows(out, "SELECT DISTINCT reply FROM attempt WHERE idx > 0")
    assert reply.startswith("? \x00 \x1b[31m")
