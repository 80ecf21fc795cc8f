"""Counts of a run by hand, and a store that is read without being touched."""

from __future__ import annotations

import pytest

from eft.reporting.read import Tally, flat, improved, read_run, snapshot, tally
from eft.search.store import Store
from eft.types import Outcome, Status, UserError


def read(folder):
    with snapshot(folder / "run.db") as store:
        return read_run(folder, store)


def test_counts_by_hand(small_run):
    run = read(small_run)
    (search,) = run.searches
    counts = tally(search)
    assert (counts.attempts, counts.judged, counts.valid, counts.improving) == (5, 5, 3, 2)
    assert counts.statuses == {"ok": 3, "edit failed": 1, "invalid": 1}
    assert counts.reasons == {("edit failed", "not_found"): 1, ("invalid", "a row is missing"): 1}
    assert counts.backtracks == {"archive": 1}
    assert (counts.tokens, counts.models) == (550, {"rules": 5})
    assert search.best_scores() == [2.0, 2.0, 2.0, 2.0, 3.0]
    assert search.progress() == [0.1, None, None, 0.05, 0.3]
    assert (search.best.index, search.first.index) == (5, 0)
    assert run.command == "evolve"


def test_lost_evaluations_count_in_no_rate(write_run):
    folder = write_run([(0, "x = 1", Outcome(Status.INFRA, reason="zygote died")), (0, "x = 2", Outcome(Status.TIMEOUT))])
    counts = tally(read(folder).searches[0])
    assert (counts.attempts, counts.judged, counts.infra, counts.valid) == (2, 1, 1, 0)


def test_quarantined_values_are_not_believed(write_run):
    quarantined = Outcome(Status.OK, score=99.0, scores=(99.0,), progress=1.0, quarantined=True)
    (search,) = read(write_run([(0, "x = 1", quarantined)])).searches
    assert search.best.index == 0
    assert search.best_scores() == [1.0]
    assert search.progress() == [None]
    assert [a.index for a in search.quarantined] == [1]
    assert tally(search).improving == 0


def test_improving_needs_more_than_noise(small_run):
    (search,) = read(small_run).searches
    parent = Outcome(Status.OK, score=2.0, scores=(1.0, 3.0))
    assert improved(search, parent, Outcome(Status.OK, score=4.0, scores=(3.0, 5.0)))
    assert not improved(search, parent, Outcome(Status.OK, score=3.0, scores=(1.0, 5.0)))  # mean gain 1, standard error 1
    assert not improved(search, parent, Outcome(Status.OK, score=9.0, scores=(9.0,)))  # other runs: not paired
    assert not improved(search, None, parent)


def test_tallies_add_up(small_run):
    counts = tally(read(small_run).searches[0])
    assert (counts + counts).statuses["ok"] == 6
    assert counts + Tally() == counts


def test_a_run_that_is_open_can_be_read_and_nothing_changes(small_run):
    before = (small_run / "run.db").read_bytes()
    read(small_run)
    assert (small_run / "run.db").read_bytes() == before
    assert sorted(p.name for p in small_run.iterdir()) == ["config.yaml", "run.db", "run.db.lock"]
    with Store(small_run / "run.db"):
        assert len(read(small_run).searches[0].attempts) == 5


def test_a_store_that_cannot_be_read_is_the_users_error(tmp_path):
    with pytest.raises(UserError, match="no such file"), snapshot(tmp_path / "run.db"):
        pass
    for content in (b"", b"not a database" * 100, b"SQLite format 3\x00" + b"\x00" * 4000):
        (tmp_path / "run.db").write_bytes(content)
        with pytest.raises(UserError, match=r"run\.db: not a readable run database"), snapshot(tmp_path / "run.db"):
            pass
        assert (tmp_path / "run.db").read_bytes() == content


def test_settings_are_flat_and_secrets_stay_out():
    data = {"seed": 1, "backend": {"name": "openai", "api_key": "k", "models": ["a", "b"]}, "instance_secret": "s", "none": None, "run": {}}
    assert flat(data) == {
        "seed": "1",
        "backend.name": "openai",
        "backend.api_key": "(hidden)",
        "backend.models": "a, b",
        "instance_secret": "(hidden)",
    }
