"""The writing thread: groups, refusals, a full disk, an impatient caller."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from eft.search.disk import Disk
from eft.search.writer import Writer
from eft.types import InfrastructureError

PUT = "INSERT INTO t VALUES (?, ?)"


@pytest.fixture
def connection(tmp_path: Path) -> sqlite3.Connection:
    made = sqlite3.connect(tmp_path / "t.db", isolation_level=None, check_same_thread=False)
    made.execute("PRAGMA journal_mode = WAL")
    made.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT) STRICT")
    return made


@pytest.fixture
def writer(connection: sqlite3.Connection, tmp_path: Path) -> Iterator[Writer]:
    made = Writer(Disk(connection), tmp_path / "t.db")
    yield made
    made.close()


def stored(tmp_path: Path) -> list[int]:
    reader = sqlite3.connect(tmp_path / "t.db")
    found = [row[0] for row in reader.execute("SELECT id FROM t ORDER BY id")]
    reader.close()
    return found


def test_statements_of_a_job_stand_or_fall_together(writer: Writer, tmp_path: Path) -> None:
    good = writer.submit([(PUT, (1, "a")), (PUT, (2, "b"))])
    bad = writer.submit([(PUT, (3, "c")), (PUT, (1, "again"))])
    after = writer.submit([(PUT, (4, "d"))])
    assert isinstance(bad.exception(), sqlite3.IntegrityError)
    assert good.exception() is after.exception() is None
    assert stored(tmp_path) == [1, 2, 4]


@pytest.mark.parametrize("value", [(2**70, "x"), (1, "\ud800"), ("word", "x")])
def test_a_value_that_cannot_be_stored_is_refused_alone(writer: Writer, tmp_path: Path, value: tuple[object, object]) -> None:
    bad = writer.submit([(PUT, value)])
    assert writer.submit([(PUT, (7, "fine"))]).exception() is None
    assert bad.exception() is not None
    assert stored(tmp_path) == [7]


def test_a_database_at_its_limit_is_no_full_disk_to_wait_for(writer: Writer, connection: sqlite3.Connection, tmp_path: Path) -> None:
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    refused = writer.submit([(PUT, (1, "x" * 100_000))]).exception()
    assert isinstance(refused, InfrastructureError)
    assert "nothing acknowledged is lost" in str(refused)
    connection.execute("PRAGMA max_page_count = 100000")
    assert writer.submit([(PUT, (2, "y"))]).exception() is refused, "what follows a lost group must not be written"
    assert stored(tmp_path) == []


def test_a_caller_that_gives_up_does_not_take_the_write_back(writer: Writer, tmp_path: Path) -> None:
    future = writer.submit([(PUT, (1, "a"))])
    assert not future.cancel()
    assert future.result() is None
    assert stored(tmp_path) == [1]


def test_closing_writes_what_is_queued(connection: sqlite3.Connection, tmp_path: Path) -> None:
    writer = Writer(Disk(connection), tmp_path / "t.db")
    futures = [writer.submit([(PUT, (index, "a"))]) for index in range(500)]
    writer.close()
    assert all(future.done() for future in futures)
    assert stored(tmp_path) == list(range(500))
    with pytest.raises(InfrastructureError):
        writer.submit([(PUT, (501, "a"))])
