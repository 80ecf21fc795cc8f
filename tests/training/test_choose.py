"""What is trained on: filters, exact duplicates, balance, the matched control, preferences, decisions. Keys only: no texts."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.training.account import Account
from eft.training.choose import DIRECTIVE, Choice, Key, balance, clean, control, deduplicate, labelled


def key(at: int, **more: Any) -> Key:
    return Key(at, **({"family": "f", "stage": "weak", "label": "improved", "gain": 0.5, "length": 10, "digest": at.to_bytes(2)} | more))


def test_filters_by_hand() -> None:
    states = [("ok", "ok"), ("timeout", "ok"), ("ok", "infra"), ("error", "invalid"), ("error", "ok"), ("ok", "error"), (None, None)]
    keys = [key(i, status=child, parent_status=parent) for i, (child, parent) in enumerate(states)]
    keys += [key(10, quarantined=True), key(11, digest=(0).to_bytes(2)), key(12, length=0)]
    account = Account()
    assert [k.at for k in clean(keys, account)] == [0, 5, 6]  # the plain one, the self-repair, the publisher's
    assert dict(account.items) == {
        "no prompt or no answer": -1, "system errors (timeout, infrastructure)": -2, "both parent and child fail": -1,
        "breakage (child fails)": -1, "quarantined": -1, "of these self-repair, kept": 1, "exact duplicates": -1,
    }  # fmt: skip


def test_duplicates_keep_the_first() -> None:
    keys = [key(0, digest=b"a"), key(1, digest=b"b"), key(2, digest=b"a")]
    assert deduplicate(keys, Account()) == keys[:2]


def test_small_gains_and_losses_are_left_out_but_repairs_stay() -> None:
    keys = [key(i, gain=gain) for i, gain in enumerate((0.01, 0.02, 0.03, None))] + [key(9, label="regressed", gain=-0.5)]
    assert [k.at for k in labelled(keys, "improved", 0.02, Account())] == [2, 3]  # a gain of exactly min_gain is not above it
    assert [k.at for k in labelled([*keys, key(8, label="regressed", gain=-0.02)], "regressed", 0.02, Account())] == [9]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=60), st.integers(1, 4), st.data())
def test_balance_keeps_size_and_bounds_repeats(names: list[str], repeats: int, data: st.DataObject) -> None:
    keys = [key(i, family=name) for i, name in enumerate(names)]
    total = data.draw(st.integers(0, len(names) * repeats))
    chosen = balance(keys, max_repeats=repeats, seed=0, account=Account(), total=total)
    assert len(chosen) == total
    assert max(Counter(k.at for k in chosen).values(), default=0) <= repeats
    sizes, room = Counter(k.family for k in chosen), Counter(names)
    for small in room:  # a cell below another's share is full
        for large in room:
            assert sizes[small] + 1 >= sizes[large] or sizes[small] == room[small] * repeats


def test_balance_by_hand() -> None:
    keys = [key(i, family="ab"[i > 6]) for i in range(9)]  # 7 of a, 2 of b
    account = Account()
    chosen = balance(keys, max_repeats=2, seed=0, account=account)
    assert Counter(k.family for k in chosen) == {"a": 5, "b": 4}
    assert dict(account.items) == {"cells (family × parent stage)": 2, "thinned away": -2, "repeated": 2, "chosen: improved": 9}


def test_control_matches_cells_sizes_and_lengths() -> None:
    keys = [key(i, family="ab"[i % 2], length=40 + i % 30, label=("improved", "unchanged", "regressed")[i % 3]) for i in range(300)]
    partners = balance(labelled(keys, "improved", 0.0, Account()), max_repeats=3, seed=0, account=Account())
    chosen = control(keys, partners, seed=0, account=Account())
    assert Counter(k.cell for k in chosen) == Counter(k.cell for k in partners)
    assert all(1 / 1.25 <= ours.length / theirs.length <= 1.25 for ours, theirs in zip(chosen, partners, strict=True))
    assert {k.label for k in chosen} == {"improved", "unchanged", "regressed"}
    assert control(keys, partners, seed=0, account=Account()) == chosen


# --- preferences ------------------------------------------------------------------------------------------------------------


def pool(good: int, same: int, bad: int) -> list[Key]:
    labels = ["improved"] * good + ["unchanged"] * same + ["regressed"] * bad
    return [key(i, label=label, gain=1.0 if label == "improved" else -1.0, digest=i.to_bytes(2)) for i, label in enumerate(labels)]


@pytest.mark.parametrize(
    ("good", "bad", "even", "repeats", "expected"),
    [
        (6, 9, True, 1, (6, 6)),
        (9, 6, True, 1, (6, 6)),
        (9, 6, True, 2, (9, 9)),
        (9, 2, True, 3, (6, 6)),
        (6, 9, False, 1, (6, 9)),
        (4, 0, True, 1, (0, 0)),
    ],
)
def test_preferences(good: int, bad: int, even: bool, repeats: int, expected: tuple[int, int]) -> None:
    keys = pool(good, 5, bad)
    account = Account()
    picks = Choice("preference", max_repeats=repeats, even=even)(keys, account)
    assert tuple(sum(pick.label is label for pick in picks) for label in (True, False)) == expected
    assert all(keys[pick.at].label == ("improved" if pick.label else "regressed") for pick in picks)
    counts = dict(account.items)
    assert (counts["chosen: desirable (improved)"], counts["chosen: undesirable (regressed)"]) == expected


def test_other_selections_have_no_label() -> None:
    for select in ("all", "improved", "control"):
        assert {pick.label for pick in Choice(select)(pool(5, 5, 5), Account())} == {None}


def test_at_most_so_many_examples() -> None:
    for select in ("all", "improved"):
        whole, account = Choice(select)(pool(9, 4, 4), Account()), Account()
        few = Choice(select, examples=5)(pool(9, 4, 4), account)
        assert len(few) == 5
        assert {pick.at for pick in few} < {pick.at for pick in whole}
        assert dict(account.items)["left out (more than asked for)"] == 5 - len(whole)
        assert few != Choice(select, examples=5, seed=1)(pool(9, 4, 4), Account())
        assert Choice(select, examples=99)(pool(9, 4, 4), Account()) == whole


# --- decisions --------------------------------------------------------------------------------------------------------------


def decisions(back: int, stay: int, start: int = 100) -> list[Key]:
    return [key(start + i, kind=DIRECTIVE, back=i < back, digest=(start + i).to_bytes(2)) for i in range(back + stay)]


def test_decisions_are_balanced_and_stand_alone() -> None:
    keys = [*pool(5, 5, 5), *decisions(3, 8)]
    picks = Choice("decisions")(keys, Account())
    chosen = [k for k in keys if k.at in {pick.at for pick in picks}]
    assert Counter(k.back for k in chosen) == {True: 3, False: 3}
    assert all(k.kind == DIRECTIVE for k in chosen)
    assert len(Choice("all")(keys, Account())) == 15  # no decision unless asked for


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60), st.integers(0, 20), st.integers(0, 20), st.floats(0, 0.9))
def test_share_of_decisions(rows: int, back: int, stay: int, share: float) -> None:
    picks = Choice("all", decisions=share)([*pool(rows, 0, 0), *decisions(back, stay)], Account())
    asked = sum(pick.at >= 100 for pick in picks)
    assert len(picks) - asked == rows
    assert asked % 2 == 0
    assert asked == min(2 * min(back, stay), 2 * (round(rows * share / (1 - share)) // 2))


def test_a_decision_as_preference_comes_with_the_wrong_answer() -> None:
    picks = Choice("preference", decisions=0.5)([*pool(4, 0, 4), *decisions(2, 2)], Account())
    asked = [pick for pick in picks if pick.at >= 100]
    assert [(pick.label, pick.flip) for pick in asked] == [(True, False), (False, True)] * 4


def test_wrong_settings() -> None:
    for wrong in ({"decisions": 1.0}, {"decisions": -0.1}, {"max_repeats": 0}):
        with pytest.raises(ValueError, match="decisions in"):
            Choice(**wrong)  # type: ignore[arg-type] # wrong on purpose
    with pytest.raises(ValueError, match="examples=0: at least 1, and not of preferences"):
        Choice("all", examples=0)
    with pytest.raises(ValueError, match="examples=5: at least 1, and not of preferences"):
        Choice("preference", examples=5)
