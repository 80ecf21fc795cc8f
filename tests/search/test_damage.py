"""Flipped bits, cut and swapped files: what is read is what was written, or the damage is named. Nothing in between."""

from __future__ import annotations

import asyncio
import importlib.util
import itertools
import random
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eft.evaluation.fake import FakeEvaluator
from eft.search import opening, schema, wal
from eft.search.archives.puct import Puct
from eft.search.engine import Engine, Flow
from eft.search.plan import Prompting, Search
from eft.search.store import Store
from eft.types import Direction, UserError

_spec = importlib.util.spec_from_file_location("search_world", Path(__file__).with_name("conftest.py"))
assert _spec is not None
assert _spec.loader is not None
world = sys.modules["search_world"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(world)

NAMES = [f"toy/numbers/n=1@{seed}" for seed in range(2)]


class Sound(tuple[Path, dict[str, Any], list[str]]):
    """Database, answers, texts; not printed in full."""

    def __repr__(self) -> str:
        return "Sound"


def run(file: Path, attempts: int = 8) -> str:
    """Two searches in strict order; their history."""
    with Store(file) as store:
        store.set_meta("run", {"config": {"order": "strict"}})
        engine = Engine(
            store, FakeEvaluator(), world.Tweaker(), Puct(), flow=Flow("strict"), prompting=Prompting(backtrack="policy", patience=1)
        )
        return asyncio.run(engine.run([Search(world.make_task(), seed, attempts, world.SEED) for seed in range(2)])).history


def reads(store: Store) -> dict[str, Callable[[], Any]]:
    """Everything that can be asked of the store of such a run."""
    asked: dict[str, Callable[[], Any]] = {
        "searches": store.searches,
        "all": lambda: list(store.attempts()),
        "meta": lambda: store.meta("run"),
        "usage": store.usage,
        "worked": store.worked_s,
        "failures": store.failures,
        "events": lambda: [store.events(kind) for kind in ("start", "stop", "search")],
    }
    for name in NAMES:
        asked |= {
            f"{name} attempts": lambda name=name: list(store.attempts(name)),
            f"{name} best": lambda name=name: store.best(name, Direction.MAX),
            f"{name} worst": lambda name=name: store.best(name, Direction.MIN),
            f"{name} open": lambda name=name: store.open_calls(name),
            f"{name} indices": lambda name=name: store.indices(name),
        }
        for index in range(9):
            asked[f"{name} {index}"] = lambda name=name, index=index: store.attempt(name, index)
            asked[f"{name} {index} call"] = lambda name=name, index=index: store.call(name, index, 0)
    return asked


def texts(store: Store, found: list[Any]) -> list[str]:
    """Programs and prompts of the attempts `found`."""
    return [store.source(a.child) for a in found if a.child] + [str(store.prompt(a.prompt)) for a in found if a.prompt]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    """A run at rest, and what it says."""
    file = tmp_path_factory.mktemp("sound") / "run.db"
    run(file)
    with Store(file) as store:
        answers = {key: ask() for key, ask in reads(store).items()}
        return Sound((file, answers, texts(store, answers["all"])))


@pytest.fixture(scope="module")
def unfolded(tmp_path_factory: pytest.TempPathFactory, sound: Sound) -> Path:
    """The same run as a kill would leave it: everything in the log, the file without a row."""
    folder = tmp_path_factory.mktemp("unfolded")
    copied = folder / "source.db"
    Store(copied).close()
    with closing(sqlite3.connect(copied, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("ATTACH ? AS sound", (str(sound[0]),))
        for table in ("run", "program", "prompt", "search", "call", "attempt", "event"):
            names = ", ".join(name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})"))
            rows = connection.execute(f"SELECT {names} FROM sound.{table} ORDER BY rowid").fetchall()
            for row in rows:  # a transaction each, so that there are many commits
                connection.execute(f"INSERT INTO main.{table} ({names}) VALUES ({', '.join('?' * len(row))})", row)
        for suffix in ("", "-wal"):
            shutil.copy(f"{copied}{suffix}", folder / f"run.db{suffix}")
    return folder / "run.db"


def agree(file: Path, answers: dict[str, Any], programs: list[str]) -> list[str]:
    """Every answer is the true one or a UserError; what those said."""
    try:
        store = Store(file)
    except UserError as error:
        return [str(error)]
    with store:
        asked = {**reads(store), "texts": lambda: texts(store, answers["all"])}
        found = {key: refusal(ask, {**answers, "texts": programs}[key], key) for key, ask in asked.items()}
    return [said for said in found.values() if said]


def refusal(ask: Callable[[], Any], answer: Any, key: str) -> str:
    """What the store said instead of the true answer; it must not give another one."""
    try:
        found = ask()
    except UserError as error:
        return str(error)
    assert found == answer, key
    return ""


def put(folder: Path, file: Path, data: bytes, log: bytes | None = None) -> Path:
    for old in folder.glob("run.db*"):
        old.unlink()
    (folder / "run.db").write_bytes(data)
    if log is not None:
        wal.of(folder / "run.db").write_bytes(log)
    return folder / "run.db"


@given(seed=st.integers(0, 10**9), count=st.integers(1, 4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_flipped_bits_of_the_file_are_named_or_harmless(sound: Sound, tmp_path_factory: Any, seed: int, count: int) -> None:
    file, answers, programs = sound
    data, rng = bytearray(file.read_bytes()), random.Random(seed)
    for _ in range(count):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    said = agree(put(tmp_path_factory.mktemp("flip"), file, bytes(data)), answers, programs)
    assert all("run.db: " in line for line in said)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_many_flipped_bits_and_most_of_them_matter(sound: Sound, tmp_path: Path) -> None:
    file, answers, programs = sound
    data, rng, noticed = file.read_bytes(), random.Random(3), 0
    for _ in range(1500):
        changed = bytearray(data)
        changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        noticed += agree(put(tmp_path, file, bytes(changed)), answers, programs) != []
    assert noticed > 500


@pytest.mark.parametrize("column", ["reply", "outcome", "extra", "kind", "idx", "ended", "tokens_in", "temperature", "parent"])
def test_a_changed_value_is_named_by_search_and_attempt(sound: Sound, tmp_path: Path, column: str) -> None:
    """A value changed through SQL leaves every page and index sound: only the digest can tell."""
    file = put(tmp_path, sound[0], sound[0].read_bytes())
    change = {"idx": "99", "ended": "ended + 1", "tokens_in": "tokens_in + 1", "temperature": "0.71", "parent": "child", "outcome": "NULL"}
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(f"UPDATE attempt SET {column} = {change.get(column, column + ' || 1')} WHERE search = 1 AND idx = 3")
    index = 99 if column == "idx" else 3
    with Store(file) as store, pytest.raises(UserError, match=rf"run\.db: attempt {NAMES[0]}#{index} is damaged; `eft repair"):
        list(store.attempts(NAMES[0]))
    with Store(file) as store, pytest.raises(UserError, match="is damaged"):
        store.best(NAMES[0], Direction.MAX)


@pytest.mark.parametrize(
    ("change", "read", "named"),
    [
        ("UPDATE call SET plan = '{}' WHERE idx = 2", lambda s: s.call(NAMES[0], 2, 0), "call toy"),
        ("UPDATE call SET reply = replace(reply, 'tokens_in\":10', 'tokens_in\":11') WHERE idx = 2", lambda s: s.usage(), "reply toy"),
        ("UPDATE call SET reply = NULL, answered = NULL WHERE idx = 2", lambda s: s.call(NAMES[0], 2, 0), "reply toy"),
        ("UPDATE event SET at = at + 1 WHERE kind = 'start'", lambda s: s.worked_s(), "event"),
        ("UPDATE run SET value = '{}'", lambda s: s.meta("run"), "fact 'run'"),
        ("UPDATE prompt SET messages = '[]'", lambda s: s.prompt(s.attempt(NAMES[0], 2).prompt), "prompt"),
        ("DELETE FROM prompt", lambda s: s.prompt(s.attempt(NAMES[0], 2).prompt), "missing"),
        ("UPDATE attempt SET reply = CAST(x'ff41' AS TEXT) WHERE idx = 2", lambda s: s.attempt(NAMES[0], 2), "attempt toy"),
    ],
)
def test_other_rows_are_named_too(sound: Sound, tmp_path: Path, change: str, read: Callable[[Store], Any], named: str) -> None:
    file = put(tmp_path, sound[0], sound[0].read_bytes())
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(change)
    with Store(file) as store, pytest.raises(UserError, match=named):
        read(store)


def test_a_changed_search_is_named_on_opening(sound: Sound, tmp_path: Path) -> None:
    file = put(tmp_path, sound[0], sound[0].read_bytes())
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("UPDATE search SET seed = 7 WHERE id = 2")
    with pytest.raises(UserError, match=rf"search {NAMES[1]} is damaged"):
        Store(file)
    with pytest.raises(UserError, match="is damaged"):  # and not: in use
        Store(file)


def test_a_file_without_its_index_entry_is_refused(sound: Sound, tmp_path: Path) -> None:
    """An index that lost an entry would make an attempt look as if it had never been committed."""
    file = put(tmp_path, sound[0], sound[0].read_bytes())
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("CREATE TABLE spare (search, idx)")
        roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_master WHERE name IN ('spare', 'sqlite_autoindex_attempt_1')"))
        connection.execute("DROP TABLE spare")
    data = bytearray(file.read_bytes())
    start = (roots["sqlite_autoindex_attempt_1"] - 1) * 4096
    data[start + 4] -= 1  # one cell less on the index's root page
    with pytest.raises(UserError, match=r"run\.db: not a readable run database"):
        Store(put(tmp_path, file, bytes(data)))


def test_table_definitions_are_compared(sound: Sound, tmp_path: Path) -> None:
    data = sound[0].read_bytes()
    changed = data.replace(b"tries INTEGER NOT NULL DEFAULT 1", b"tries INTEGER NOT NULL DEFAULT 3")
    assert changed != data
    with pytest.raises(UserError, match="table definitions were changed"):
        Store(put(tmp_path, sound[0], changed))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.9, 0.999])
def test_a_cut_file_is_refused_and_left_as_it_is(sound: Sound, tmp_path: Path, share: float) -> None:
    data = sound[0].read_bytes()
    file = put(tmp_path, sound[0], data[: int(share * len(data))])
    with pytest.raises(UserError, match=r"run\.db: not a readable run database"):
        Store(file)
    assert file.read_bytes() == data[: int(share * len(data))]


def test_a_log_gives_the_same_answers_as_the_folded_file(sound: Sound, unfolded: Path, tmp_path: Path) -> None:
    file = put(tmp_path, unfolded, unfolded.read_bytes(), wal.of(unfolded).read_bytes())
    assert agree(file, sound[1], sound[2]) == []


@pytest.mark.parametrize("share", [0.1, 0.45, 0.8])
def test_a_damaged_frame_with_commits_behind_it_is_no_torn_end(unfolded: Path, tmp_path: Path, share: float) -> None:
    """SQLite would drop everything from that frame on, acknowledged or not, without a word."""
    log = bytearray(wal.of(unfolded).read_bytes())
    log[wal.HEADER + int(share * len(log)) // 4120 * 4120 + 2000] ^= 4
    file = put(tmp_path, unfolded, unfolded.read_bytes(), bytes(log))
    with pytest.raises(UserError, match=r"frame \d+ of its log is damaged and \d+ transactions come after it"):
        Store(file)
    assert wal.of(file).read_bytes() == bytes(log), "what can be repaired must stay"


def test_a_damaged_head_of_the_log_is_named(unfolded: Path, tmp_path: Path) -> None:
    log = bytearray(wal.of(unfolded).read_bytes())
    log[17] ^= 1
    with pytest.raises(UserError, match="header of its log"):
        Store(put(tmp_path, unfolded, unfolded.read_bytes(), bytes(log)))


def test_a_log_cut_anywhere_is_a_prefix(unfolded: Path, tmp_path: Path) -> None:
    """What a kill leaves: the torn end is dropped, all before it counts."""
    log, found = wal.of(unfolded).read_bytes(), []
    for share in (0.0, 0.5, 0.7, 0.93, 1.0):
        with Store(put(tmp_path, unfolded, unfolded.read_bytes(), log[: int(share * len(log))])) as store:
            found.append([attempt.id for attempt in store.attempts()])
    assert all(later[: len(earlier)] == earlier for earlier, later in itertools.pairwise(found))
    assert len(found[0]) == 0
    assert len(found[-1]) == 18


def test_the_database_of_another_run_is_refused(sound: Sound, tmp_path: Path) -> None:
    """Swapped files: the searches of the run are started from other programs."""
    file = put(tmp_path, sound[0], sound[0].read_bytes())
    with Store(file) as store, pytest.raises(UserError, match="another initial program"):
        store.add_search(NAMES[0], "toy/numbers/n=1", 0, world.SEED + "# other\n")


def test_looking_at_a_killed_run_does_not_fold_its_log(unfolded: Path, tmp_path: Path) -> None:
    file = put(tmp_path, unfolded, unfolded.read_bytes(), wal.of(unfolded).read_bytes())
    opening.check(file)
    assert file.read_bytes() == unfolded.read_bytes()
    assert wal.of(file).read_bytes() == wal.of(unfolded).read_bytes()


# --- version 1 ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def version_1(sound: Sound, tmp_path: Path) -> Path:
    """The sound run as eft wrote it before rows had digests."""
    file = tmp_path / "run.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.executescript(schema.STEPS[0])
        connection.execute("ATTACH ? AS later", (str(sound[0]),))
        for table in ("run", "program", "prompt", "search", "call", "attempt"):
            names = ", ".join(name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})"))
            connection.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM later.{table}")
        connection.execute("INSERT INTO event SELECT id, at, kind, data FROM later.event WHERE kind != 'search'")
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
    return file


def test_version_1_is_migrated_and_reads_the_same(version_1: Path, sound: Sound) -> None:
    answers = {**sound[1]}
    with Store(version_1) as store:
        answers["events"] = [*answers["events"][:2], []]
        assert {key: ask() for key, ask in reads(store).items()} == answers
    with closing(sqlite3.connect(version_1)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (3,)
    assert run(version_1, 10)


def test_a_migration_that_is_killed_is_done_again(version_1: Path, sound: Sound) -> None:
    from eft.search.disk import Disk

    class Dying(Disk):
        def commit(self) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Store(version_1, disk=Dying)
    with Store(version_1) as store:
        assert list(store.attempts()) == sound[1]["all"]


def test_a_fresh_file_and_a_migrated_one_have_the_same_tables(version_1: Path, sound: Sound) -> None:
    Store(version_1).close()
    found = []
    for file in (version_1, sound[0]):
        with closing(sqlite3.connect(file)) as connection:
            found.append(sorted(connection.execute("SELECT name, sql FROM sqlite_master"), key=repr))
    assert found[0] == found[1]
