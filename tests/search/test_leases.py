"""Leases: numbers, expiry, and clocks that lie; against a table kept by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.search.leases import TRIES, Leases


def test_numbers_count_up_and_end_at_three() -> None:
    leases = Leases(9.0)
    leases.open(1)
    for number in (1, 2, 3):
        assert not leases.used_up(1)
        assert leases.claim(1, f"w{number}") == number
        assert leases.lost(f"w{number}") == [1]
    assert leases.used_up(1)
    assert leases.tried(1) == TRIES == 3
    with pytest.raises(ValueError, match="not free"):
        leases.claim(1, "w4")


def test_a_result_counts_once_and_only_under_its_number() -> None:
    leases = Leases(9.0)
    leases.open(1)
    assert not leases.settle(1, 0)  # nobody has it
    leases.claim(1, "a")
    leases.lost("a")
    assert not leases.settle(1, 1)  # free: its owner is dead
    leases.claim(1, "b")
    assert not leases.settle(1, 1)  # late
    assert leases.settle(1, 2)
    assert not leases.settle(1, 2)  # again
    assert len(leases) == 0


def test_a_closed_job_takes_no_result() -> None:
    leases = Leases(9.0)
    leases.open(1)
    leases.claim(1, "a")
    leases.close(1)
    leases.close(1)
    assert not leases.settle(1, 1)
    assert leases.lost("a") == []


def test_expiry_at_exactly_the_lease_and_not_a_tick_before() -> None:
    leases = Leases(9.0)
    assert leases.advance(100.0) == []
    leases.open(1)
    leases.claim(1, "a")
    assert leases.advance(103.0) == []
    assert leases.advance(106.0) == []
    assert leases.advance(108.999) == []
    assert leases.advance(109.0) == [1]
    assert leases.advance(999.0) == []  # expired once
    assert leases.owners() == {}


def test_a_beat_renews_what_its_owner_really_holds() -> None:
    leases = Leases(9.0)
    leases.advance(0.0)
    for job, owner in ((1, "a"), (2, "a"), (3, "b")):
        leases.open(job)
        leases.claim(job, owner)
    leases.advance(3.0)
    leases.advance(6.0)
    leases.beat("a", [(1, 1), (2, 7), (3, 1), (99, 1)])  # a wrong number, another's job, an unknown one
    assert sorted(leases.advance(9.0)) == [2, 3]
    leases.advance(12.0)
    assert leases.advance(15.0) == [1]


@pytest.mark.parametrize("jump_s", [1e9, -1e9, 9.0, -9.0])
def test_a_jump_of_the_clock_expires_nothing_and_delays_nothing(jump_s: float) -> None:
    leases = Leases(9.0)
    leases.advance(1000.0)
    leases.open(1)
    leases.claim(1, "a")
    clock_s = 1000.0 + jump_s
    assert leases.advance(clock_s) == []  # counts for 3 s at most, and for none when it went back
    assert leases.advance(clock_s + 3.0) == []
    last = leases.advance(clock_s + 6.0)
    assert last == ([1] if jump_s > 0 else [])
    assert leases.advance(clock_s + 9.0) == ([] if jump_s > 0 else [1])


@pytest.mark.parametrize(("lease_s", "tries"), [(0.0, 3), (-1.0, 3), (1.0, 0)])
def test_wrong_settings_are_refused(lease_s: float, tries: int) -> None:
    with pytest.raises(ValueError, match="lease_s"):
        Leases(lease_s, tries)


def test_a_job_is_opened_once() -> None:
    leases = Leases(1.0)
    leases.open(1)
    with pytest.raises(ValueError, match="open"):
        leases.open(1)


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["claim", "beat", "settle", "lost", "time", "back"]), st.integers(0, 3), st.integers(0, 1), st.integers(1, 4)
    ),
    max_size=60,
)


@settings(deadline=None, max_examples=200)
@given(EVENTS)
def test_as_a_table_kept_by_hand(events: list[tuple[str, int, int, int]]) -> None:
    """Thirds of a lease as whole numbers; every job as (number, owner, thirds left)."""
    leases, clock_s = Leases(3.0), 50.0
    leases.advance(clock_s)
    table: dict[int, tuple[int, str, int]] = {}
    for job in range(4):
        leases.open(job)
        table[job] = (0, "", 0)
    accepted: set[int] = set()
    for kind, job, worker, number in events:
        owner = f"w{worker}"
        if kind == "claim" and job in table and not table[job][1] and table[job][0] < 3:
            assert leases.claim(job, owner) == table[job][0] + 1
            table[job] = (table[job][0] + 1, owner, 3)
        elif kind == "beat":
            leases.beat(owner, [(job, number)])
            if job in table and table[job][:2] == (number, owner):
                table[job] = (number, owner, 3)
        elif kind == "settle":
            counts = job in table and table[job][0] == number and bool(table[job][1])
            assert leases.settle(job, number) == counts
            if counts:
                assert job not in accepted
                accepted.add(job)
                del table[job]
        elif kind == "lost":
            mine = [key for key, entry in table.items() if entry[1] == owner]
            assert leases.lost(owner) == mine
            table |= {key: (table[key][0], "", 0) for key in mine}
        elif kind == "time":
            clock_s += 1.0 if number == 1 else 10.0 * number  # a long pause counts for a third of a lease too
            table = {key: (n, who, left - 1 if who else 0) for key, (n, who, left) in table.items()}
            due = [key for key, (_, who, left) in table.items() if who and left == 0]
            assert leases.advance(clock_s) == due
            table |= {key: (table[key][0], "", 0) for key in due}
        elif kind == "back":
            clock_s -= 100.0 * number
            assert leases.advance(clock_s) == []
        assert leases.owners() == {key: (who, n) for key, (n, who, _) in table.items() if who}
        assert len(leases) == len(table)
        assert all(leases.used_up(key) == (not who and n == 3) for key, (n, who, _) in table.items())
