"""The store: what is acknowledged is there, nothing is accepted twice, damage is named and left alone."""

from __future__ import annotations

import math
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eft.search import schema
from eft.search.disk import Disk
from eft.search.store import Store
from eft.types import Attempt, Direction, Message, Outcome, Reply, Status, UserError, content_id

NAME = "toy/numbers/n=1@0"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
FINITE = st.floats(allow_nan=False, allow_infinity=False)


def attempt(index: int, source: str | None, **changes: object) -> Attempt:
    outcome = None if source is None else Outcome(Status.OK, score=float(index))
    record = Attempt(
        search=NAME,
        index=index,
        task="toy/numbers/n=1",
        parent=None,
        prompt="",
        reply="a reply",
        kind="edit",
        change="c",
        failure="" if source is not None else "no_edit",
        failure_detail="",
        child=None if source is None else content_id(source),
        outcome=outcome,
        model="m",
        policy_version=0,
        temperature=0.7,
        seed=3,
        tokens_in=1,
        tokens_out=2,
        cost_usd=0.5,
        started=12.5,
        generate_s=0.25,
    )
    return replace(record, **changes)


def opened(folder: Path) -> Store:
    store = Store(folder / "run.db")
    store.add_search(NAME, "toy/numbers/n=1", 0, "seed")
    return store


outcomes = st.builds(
    Outcome,
    status=st.sampled_from(Status),
    score=st.none() | FINITE,
    reason=TEXT,
    feedback=TEXT,
    scores=st.lists(FINITE, max_size=3).map(tuple),
    seconds=FINITE,
    quarantined=st.booleans(),
    gap=st.none() | FINITE,
    certificate=st.none() | st.dictionaries(TEXT, FINITE | TEXT, max_size=2),
)


@given(
    records=st.lists(st.tuples(st.none() | outcomes, TEXT, TEXT, st.dictionaries(TEXT, st.lists(TEXT, max_size=2), max_size=2)), max_size=6)
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reads_back_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, records: list[tuple[Outcome | None, str, str, dict]]
) -> None:
    folder = tmp_path_factory.mktemp("store")
    written = []
    with opened(folder) as store:
        for index, (outcome, reply, change, extra) in enumerate(records):
            source = None if outcome is None else f"program {index} {change}"
            record = attempt(index, source, reply=reply, change=change, extra=extra, outcome=outcome, tolerant=bool(index % 2))
            store.append(record, source)
            written.append(record)
    with Store(folder / "run.db") as store:
        assert list(store.attempts(NAME)) == written
        assert [store.attempt(NAME, a.index) for a in written] == written
        for record in written:
            if record.child:
                assert content_id(store.source(record.child)) == record.child


def test_a_second_outcome_is_refused_and_its_neighbours_are_kept(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        futures = [store.append(attempt(i, f"p{i}"), f"p{i}") for i in (0, 1, 1, 2)]
        assert [f.exception() is None for f in futures] == [True, True, False, True]
        assert isinstance(futures[2].exception(), sqlite3.IntegrityError)
        assert [a.index for a in store.attempts()] == [0, 1, 2]


def test_order_of_appends_is_kept(tmp_path: Path) -> None:
    order = [5, 3, 0, 4, 1, 2, *range(6, 300)]
    with opened(tmp_path) as store:
        for future in [store.append(attempt(i, None)) for i in order]:
            future.result()
        assert [a.index for a in store.attempts(NAME)] == order
        assert store.indices(NAME) == set(order)


def test_best_follows_direction_and_leaves_quarantine_out(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        for i, (score, quarantined) in enumerate([(1.0, False), (3.0, False), (9.0, True), (3.0, False)]):
            store.append(attempt(i, f"p{i}", outcome=Outcome(Status.OK, score=score, quarantined=quarantined)), f"p{i}")
        store.append(attempt(4, "bad", outcome=Outcome(Status.INVALID)), "bad").result()
        found = [store.best(NAME, Direction.MAX), store.best(NAME, Direction.MIN), store.best(NAME, Direction.MAX, quarantined=True)]
        assert [a and a.index for a in found] == [1, 0, 2]


def test_calls_are_open_until_their_attempt_is_there(tmp_path: Path) -> None:
    messages = (Message("user", "question"),)
    with opened(tmp_path) as store:
        for index in (1, 2):
            store.intend(NAME, index, 0, messages, {"index": index})
        store.answer(NAME, 1, 0, Reply("k", "text", tokens_in=3, tokens_out=4, cost_usd=0.5, token_ids=(1, 2), logprobs=(-0.5, -1.0)))
        store.append(attempt(2, None)).result()
        (call,) = store.open_calls(NAME)
        assert (call.index, call.turn, call.plan) == (1, 0, {"index": 1})
        assert call.reply == Reply("k", "text", tokens_in=3, tokens_out=4, cost_usd=0.5, token_ids=(1, 2), logprobs=(-0.5, -1.0))
        assert store.prompt(call.prompt) == messages
        assert store.usage() == (7, 0.5)
        store.append(attempt(1, None)).result()
        assert store.open_calls(NAME) == []


def test_numbers_that_are_no_json_become_null(tmp_path: Path) -> None:
    odd = Outcome(Status.OK, score=1.0, gap=math.nan, certificate={"x": np.array([1.0, math.inf])})
    with opened(tmp_path) as store:
        store.append(attempt(0, "p", outcome=odd), "p").result()
        found = store.attempt(NAME, 0)
        assert found is not None
        assert found.outcome == replace(odd, gap=None, certificate={"x": [1.0, None]})


def test_a_search_keeps_its_initial_program(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.add_search(NAME, "toy/numbers/n=1", 0, "seed")
        with pytest.raises(UserError, match="another initial program"):
            store.add_search(NAME, "toy/numbers/n=1", 0, "other seed")


def test_a_changed_program_is_noticed(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.append(attempt(0, "x = 1"), "x = 1").result()
    with sqlite3.connect(tmp_path / "run.db") as connection:
        connection.execute("UPDATE program SET source = 'x = 2' WHERE source = 'x = 1'")
    connection.close()
    with Store(tmp_path / "run.db") as store, pytest.raises(UserError, match="damaged"):
        store.source(content_id("x = 1"))


@pytest.mark.parametrize("damage", ["text", "header", "middle", "cut"])
def test_a_damaged_file_is_named_and_left_alone(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "run.db"
    with opened(tmp_path) as store:
        for future in [store.append(attempt(i, f"p{i}" * 500), f"p{i}" * 500) for i in range(50)]:
            future.result()
    data = bytearray(file.read_bytes())
    if damage == "text":
        data = bytearray(b"this is no database\n" * 300)
    elif damage == "header":
        data[:32] = b"\xff" * 32
    elif damage == "middle":
        data[4096:40960] = b"\xa5" * (40960 - 4096)
    else:
        del data[len(data) // 2 :]
    file.write_bytes(data)
    with pytest.raises(UserError, match=r"run\.db: not a readable run database"):
        Store(file)
    assert file.read_bytes() == data


def test_foreign_and_newer_files_are_refused(tmp_path: Path) -> None:
    foreign = sqlite3.connect(tmp_path / "foreign.db")
    foreign.execute("CREATE TABLE t (x)")
    foreign.close()
    with pytest.raises(UserError, match="another program"):
        Store(tmp_path / "foreign.db")
    opened(tmp_path).close()
    newer = sqlite3.connect(tmp_path / "run.db")
    newer.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    newer.close()
    with pytest.raises(UserError, match="newer eft"):
        Store(tmp_path / "run.db")


def test_one_process_at_a_time(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from eft.search.store import Store; Store(Path(sys.argv[1]))"
    with opened(tmp_path):
        done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "run.db")], capture_output=True, text=True, timeout=60)
    assert "in use by another process" in done.stderr


def test_durability_settings(tmp_path: Path) -> None:
    made = []

    class Kept(Disk):
        def __init__(self, connection: sqlite3.Connection) -> None:
            super().__init__(connection)
            made.append(connection)

    with Store(tmp_path / "run.db", disk=Kept):
        names = ("journal_mode", "synchronous", "foreign_keys", "user_version", "wal_autocheckpoint")
        settings = {name: made[0].execute(f"PRAGMA {name}").fetchone()[0] for name in names}
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "user_version": 3, "wal_autocheckpoint": 1000}


def test_an_unknown_parent_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        assert isinstance(store.append(attempt(0, "p", parent="0" * 64), "p").exception(), sqlite3.IntegrityError)


def test_failures_are_counted_by_reason_with_an_example(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        assert store.failures() == []
        rows = [attempt(0, "seed"), attempt(1, None, failure="backend", failure_detail="refused"), attempt(2, None), attempt(3, None)]
        for row in rows:
            store.append(row, "seed" if row.child else None).result(10)
        assert store.failures() == [("no_edit", 2, ""), ("backend", 1, "refused")]
