"""`eft repair`: what it keeps is what was written, what it lists is what is gone, and the run goes on."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from eft import evolve, repair
from eft.search import carve, opening, schema, wal
from eft.search.store import Store
from eft.types import InfrastructureError, UserError

TASK, SEARCHES, ATTEMPTS, PAGE = "codes/labs/n=66", 2, 12, 4096


def settle(folder: Path, order: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Run, or continue, `eft evolve` to its end; the history."""
    words = [
        TASK,
        "evaluator=fake",
        "backend.name=fake",
        f"order={order}",
        f"attempts={ATTEMPTS}",
        f"searches={SEARCHES}",
        f"out={folder}",
        "--json",
    ]
    assert evolve.main(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["attempts"] == SEARCHES * ATTEMPTS
    return str(found["history"])


@dataclass
class Ran:
    """A finished run: its folder, the bytes of its database, its records and its history."""

    folder: Path
    data: bytes
    attempts: dict[str, Any]
    history: str

    @property
    def file(self) -> Path:
        return self.folder / "run.db"

    def damage(self, change: Callable[[bytearray], None]) -> None:
        """Put a changed copy of the sound database in its place."""
        data = bytearray(self.data)
        change(data)
        for old in self.folder.glob("run.db*"):
            old.unlink()
        self.file.write_bytes(data)


@pytest.fixture
def ran(tmp_path: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Ran:
    folder = tmp_path / "run"
    history = settle(folder, getattr(request, "param", "strict"), capsys)
    with Store(folder / "run.db") as store:
        attempts = {attempt.id: attempt for attempt in store.attempts()}
    return Ran(folder, (folder / "run.db").read_bytes(), attempts, history)


def mend(ran: Ran, capsys: pytest.CaptureFixture[str], *flags: str) -> dict[str, Any]:
    assert repair.main([str(ran.folder), "--json", *flags]) == 0
    return dict(json.loads(capsys.readouterr().out))


def flips(count: int, rng: random.Random) -> Callable[[bytearray], None]:
    def change(data: bytearray) -> None:
        for _ in range(count):
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)

    return change


def cut(share: float) -> Callable[[bytearray], None]:
    return lambda data: data.__delitem__(slice(int(share * len(data)), None))


def wipe(*pages: int) -> Callable[[bytearray], None]:
    def change(data: bytearray) -> None:
        for page in pages:
            data[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)

    return change


def check_kept(ran: Ran) -> None:
    """The new file is sound, and every record in it is one of the old."""
    assert repair.is_sound(ran.file)
    with Store(ran.file) as store:
        kept = list(store.attempts())
    assert all(ran.attempts[attempt.id] == attempt for attempt in kept)


def test_a_sound_run_is_left_as_it_is(ran: Ran, capsys: pytest.CaptureFixture[str]) -> None:
    assert mend(ran, capsys) == {"sound": True, "kept_as": None, "run_folder": str(ran.folder)}
    assert ran.file.read_bytes() == ran.data
    assert sorted(file.name for file in ran.folder.glob(".repair*")) == []


@pytest.mark.parametrize("ran", ["strict", "free"], indirect=True)
@pytest.mark.parametrize("seed", range(3))
def test_after_flips_and_repair_the_run_goes_on(ran: Ran, seed: int, request: Any, capsys: pytest.CaptureFixture[str]) -> None:
    order = request.node.callspec.params["ran"]
    ran.damage(flips(6, random.Random(seed)))
    found = mend(ran, capsys)
    assert not found["sound"]
    assert Path(found["kept_as"]).is_file()
    check_kept(ran)
    history = settle(ran.folder, order, capsys)
    assert order == "free" or history == ran.history, "strict order does again what was lost, and nothing else"


@pytest.mark.parametrize("share", [0.7, 0.8, 0.95])
def test_a_cut_file(ran: Ran, share: float, capsys: pytest.CaptureFixture[str]) -> None:
    ran.damage(cut(share))
    found = mend(ran, capsys)
    assert 0 < found["attempts"] <= len(ran.attempts)
    check_kept(ran)
    assert settle(ran.folder, "strict", capsys) == ran.history


def test_too_little_of_a_file(ran: Ran) -> None:
    """Without the program that the searches start from nothing can be continued; the file is left as it is."""
    ran.damage(cut(0.1))
    before = ran.file.read_bytes()
    with pytest.raises(UserError, match="nothing that can be kept"):
        repair.main([str(ran.folder)])
    assert ran.file.read_bytes() == before


def test_the_header_alone_costs_nothing(ran: Ran, capsys: pytest.CaptureFixture[str]) -> None:
    """Page 1 holds the header and the definitions of all tables; no row."""
    ran.damage(wipe(0))
    with pytest.raises(UserError, match="not a readable run database"):
        Store(ran.file)
    found = mend(ran, capsys)
    lost = {key: value for key, value in found.items() if key.startswith("lost") and value}
    assert (found["attempts"], lost, found["orphans"]) == (len(ran.attempts), {}, [])
    with Store(ran.file) as store:
        assert {attempt.id: attempt for attempt in store.attempts()} == ran.attempts
        assert store.meta("run")["config"]["order"] == "strict"
    assert settle(ran.folder, "strict", capsys) == ran.history


def change_row(ran: Ran, sql: str) -> None:
    """A change through SQL: everything but the digests agrees with it."""
    ran.damage(lambda data: None)
    with closing(sqlite3.connect(ran.file, isolation_level=None)) as connection:
        connection.execute(sql)
        connection.execute("VACUUM")  # no older version of the row stays in free space


@pytest.mark.parametrize("ran", ["strict", "free"], indirect=True)
def test_a_changed_attempt_is_lost_by_name(ran: Ran, request: Any, capsys: pytest.CaptureFixture[str]) -> None:
    change_row(ran, "UPDATE attempt SET outcome = replace(outcome, 'score\":0', 'score\":1') WHERE search = 1 AND idx = 5")
    found = mend(ran, capsys)
    assert found["lost_attempts"] == [f"{TASK}@0#5"]
    below = {name for name in found["orphans"] if name.startswith(f"{TASK}@1#")}
    assert below == set(), "the other search has nothing to do with it"
    if request.node.callspec.params["ran"] == "strict":
        assert found["orphans"] == [f"{TASK}@0#{index}" for index in range(6, ATTEMPTS + 1)]
        assert found["replies"] == SEARCHES * ATTEMPTS, "the model need not be asked again"
    else:
        orphan_parents = {ran.attempts[name].parent for name in found["orphans"]}
        made_by_lost = {ran.attempts[f"{TASK}@0#5"].child, *(ran.attempts[name].child for name in found["orphans"])}
        assert orphan_parents <= made_by_lost
    check_kept(ran)


def test_a_changed_reply_is_lost_by_name_and_asked_again(ran: Ran, capsys: pytest.CaptureFixture[str]) -> None:
    change_row(ran, "UPDATE call SET reply = replace(reply, 'tokens_in', 'tokens_on') WHERE search = 2 AND idx = 3")
    found = mend(ran, capsys)
    assert found["lost_replies"] == [f"{TASK}@1#3/0"]
    assert found["attempts"] == len(ran.attempts), "its attempt had been committed"
    assert settle(ran.folder, "strict", capsys) == ran.history


def test_a_lost_program_is_made_again_from_its_reply(ran: Ran, capsys: pytest.CaptureFixture[str]) -> None:
    child = ran.attempts[f"{TASK}@0#1"].child
    assert child is not None
    change_row(ran, f"UPDATE program SET source = 'nothing' WHERE id = '{child}'")
    found = mend(ran, capsys)
    assert (found["remade"], found["lost_programs"], found["attempts"]) == ([child[:12]], [], len(ran.attempts))
    with Store(ran.file) as store:
        assert schema.whole(child, store.source(child))


def test_a_lost_prompt_takes_its_attempt_along(ran: Ran, capsys: pytest.CaptureFixture[str]) -> None:
    prompt = ran.attempts[f"{TASK}@1#4"].prompt
    change_row(ran, f"UPDATE prompt SET messages = '[]' WHERE id = '{prompt}'")
    found = mend(ran, capsys)
    assert found["lost_prompts"] == [prompt[:12]]
    assert f"{TASK}@1#4 (what it names)" in found["lost_attempts"]
    assert settle(ran.folder, "strict", capsys) == ran.history


def test_a_lost_search_is_taken_from_the_diary(ran: Ran, capsys: pytest.CaptureFixture[str]) -> None:
    change_row(ran, "UPDATE search SET seed = 77")
    found = mend(ran, capsys)
    assert (found["lost_searches"], found["attempts"]) == ([], len(ran.attempts))
    check_kept(ran)


def test_the_log_of_a_killed_run_is_read_too_even_with_a_damaged_frame(ran: Ran, capsys: pytest.CaptureFixture[str]) -> None:
    """All rows are in the log only, a transaction each; one frame of it is damaged."""
    source = ran.folder / "copy.db"
    Store(source).close()
    with closing(sqlite3.connect(source, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("ATTACH ? AS sound", (str(ran.file),))
        for table in ("run", "program", "prompt", "search", "call", "attempt", "event"):
            names = ", ".join(name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})"))
            for row in connection.execute(f"SELECT {names} FROM sound.{table} ORDER BY rowid").fetchall():
                connection.execute(f"INSERT INTO main.{table} ({names}) VALUES ({', '.join('?' * len(row))})", row)
        log, data = bytearray(wal.of(source).read_bytes()), source.read_bytes()
    for file in ran.folder.glob("copy.db*"):
        file.unlink()
    ran.damage(lambda old: old.__setitem__(slice(None), data))
    log[wal.HEADER + wal.FRAME + 2000] ^= 8
    wal.of(ran.file).write_bytes(log)
    with pytest.raises(UserError, match="frame 0 of its log is damaged"):
        Store(ran.file)
    found = mend(ran, capsys)
    assert found["attempts"] == len(ran.attempts)
    assert Path(f"{found['kept_as']}-wal").read_bytes() == bytes(log)
    assert not wal.of(ran.file).exists(), "the old log must not be applied to the new file"
    assert settle(ran.folder, "strict", capsys) == ran.history


def test_a_missing_log_costs_the_last_attempts_only(ran: Ran, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Whoever deletes the log of a killed run goes back to the last time it was folded: a sound, shorter run."""
    words = [
        TASK,
        "evaluator=fake",
        "backend.name=fake",
        "order=strict",
        f"attempts={2 * ATTEMPTS}",
        f"searches={SEARCHES}",
        f"out={ran.folder}",
    ]
    assert evolve.main([*words, "--quiet"]) == 0
    capsys.readouterr()
    ran.damage(lambda data: None)  # as it was before the run grew
    assert mend(ran, capsys)["sound"]
    assert evolve.main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["attempts"] == SEARCHES * 2 * ATTEMPTS


def test_dry_run_changes_nothing(ran: Ran, capsys: pytest.CaptureFixture[str]) -> None:
    ran.damage(wipe(0))
    before = ran.file.read_bytes()
    found = mend(ran, capsys, "--dry-run")
    assert (found["kept_as"], found["attempts"]) == (None, len(ran.attempts))
    assert ran.file.read_bytes() == before
    assert list(ran.folder.glob("run.db.damaged*")) == []


def test_people_read_what_happened(ran: Ran, capsys: pytest.CaptureFixture[str]) -> None:
    change_row(ran, "UPDATE attempt SET kind = 'x' WHERE search = 1 AND idx = 5")
    assert repair.main([str(ran.file)]) == 0
    said = capsys.readouterr().out
    assert f"attempts lost: 1 ({TASK}@0#5)" in said
    assert "the damaged file is kept as" in said


def test_refusals(ran: Ran, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UserError, match="no such file"):
        repair.main([str(tmp_path / "nothing")])
    with pytest.raises(UserError, match="expected one run folder"):
        repair.main([])
    with Store(ran.file), pytest.raises(UserError, match="in use"):
        repair.main([str(ran.folder)])
    ran.damage(lambda data: data.__setitem__(slice(None), random.Random(1).randbytes(len(data))))
    with pytest.raises(UserError, match="nothing that can be kept"):
        repair.main([str(ran.folder)])
    ran.damage(lambda data: data.__setitem__(slice(60, 64), b"\0\0\0\x09"))
    with pytest.raises(UserError, match="newer eft"):
        repair.main([str(ran.folder)])
    assert repair.main(["--help"]) == 0
    assert "example: eft repair" in capsys.readouterr().out


def test_a_damaged_file_of_schema_1_is_not_guessed_at(ran: Ran) -> None:
    with closing(sqlite3.connect(ran.file, isolation_level=None)) as connection:
        connection.execute("PRAGMA user_version = 1")
    with pytest.raises(UserError, match="schema 1"):
        repair.main([str(ran.folder)])


def test_a_run_in_rounds_that_lost_an_attempt_is_not_made_up(ran: Ran) -> None:
    ran.damage(lambda data: None)
    with Store(ran.file) as store:
        store.event("round", {"round": 0}).result()
    with closing(sqlite3.connect(ran.file, isolation_level=None)) as connection:
        connection.execute("UPDATE attempt SET kind = 'x' WHERE search = 1 AND idx = 5")
    before = ran.file.read_bytes()
    with pytest.raises(UserError, match=rf"a run in rounds cannot go on without attempt {TASK}@0#5"):
        repair.main([str(ran.folder)])
    assert ran.file.read_bytes() == before


def test_no_room_for_the_new_file(ran: Ran, capsys: pytest.CaptureFixture[str], small_disk: Path) -> None:
    folder = small_disk / "run"
    folder.mkdir()
    data = bytearray(ran.data)
    wipe(0)(data)
    (folder / "run.db").write_bytes(data)
    (small_disk / "other").write_bytes(bytes(1_100_000 - len(data)))
    with pytest.raises(InfrastructureError, match=r"No space left on device; nothing was changed"):
        repair.main([str(folder)])
    assert (folder / "run.db").read_bytes() == bytes(data)


def test_carving_reads_every_row_of_a_sound_file(ran: Ran) -> None:
    """An independent count: SQLite's own."""
    found: dict[int, int] = {}
    for _, values in carve.rows(ran.file):
        found[len(values)] = found.get(len(values), 0) + 1
    with closing(opening.connect(ran.file)) as connection:
        count = {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("attempt", "program", "prompt", "call")
        }
    assert found[len(schema.ROW) + 2] >= count["attempt"]
    assert found[2] >= count["program"] + count["prompt"]
    assert found[11] >= count["call"]
