"""Near duplicates and the sketches behind them, against sets of windows and a scan over all pairs."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.training.account import Account
from eft.training.choose import DIRECTIVE, Key
from eft.training.near import Sketches, change, drop_near
from eft.training.sketch import SHINGLE, distinct, likeness, sketch, squeezed, windows, without

PARENT = "\n".join(f"line {i} = value_{i * i} + {i}" for i in range(60))


def slow_windows(text: str, size: int) -> list[bytes]:
    data = "".join(text.split(" ")).encode("utf-8", "replace")
    for blank in b"\t\n\r\f\v":
        data = data.replace(bytes([blank]), b"")
    return [data[i : i + size] for i in range(len(data) - size + 1)]


@settings(max_examples=80, deadline=None)
@given(st.text("ab \n\t", max_size=40), st.integers(1, 17))
def test_windows_are_equal_where_the_text_is(text: str, size: int) -> None:
    slow, fast = slow_windows(text, size), windows(squeezed(text), size)
    assert len(slow) == len(fast)
    by_text: dict[bytes, set[int]] = {}
    for one, two in zip(slow, fast.tolist(), strict=True):
        by_text.setdefault(one, set()).add(two)
    assert all(len(found) == 1 for found in by_text.values())
    assert len({h for found in by_text.values() for h in found}) == len(by_text)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_has_a_sketch(text: str) -> None:
    assert likeness(sketch(text), sketch(text)[None])[0] == 1.0


def test_likeness_estimates_the_share_of_common_windows() -> None:
    draw = random.Random(0)
    errors = []
    for share in (0.0, 0.02, 0.1, 0.3):
        letters = [draw.choice("abcdefghijklmnop") for _ in range(3000)]
        other = [draw.choice("abcdefghijklmnop") for _ in range(int(3000 * share))] + letters[int(3000 * share) :]
        one, two = ("".join(text) for text in (letters, other))
        sets = set(slow_windows(one, SHINGLE)), set(slow_windows(two, SHINGLE))
        errors.append(len(sets[0] & sets[1]) / len(sets[0] | sets[1]) - float(likeness(sketch(one), sketch(two)[None])[0]))
    assert np.abs(errors).max() < 4 / 8 / 2  # four standard errors of 64 bins at their worst (1/16)


def test_change_by_hand() -> None:
    assert change("a\nb\nc", "a\nd\nc") == "-b\n+d"
    assert change("a", "a") == change("", "a") == change("a", "") == ""


def row(parent: str, child: str, response: str = "r", **more: Any) -> dict[str, Any]:
    return {"parent_code": parent, "child_code": child, "response": response} | more


def kept(rows: list[dict[str, Any]], least: float = 0.9, **same: Any) -> list[int]:
    sketches = Sketches()
    keys = []
    for at, entry in enumerate(rows):
        sketches.add(entry)
        own = {name: entry[name] for name in ("family", "label", "kind") if name in entry}
        keys.append(Key(at, **({"family": "f", "label": "improved"} | same | own)))
    return [k.at for k in drop_near(keys, sketches, least, Account())]


def test_the_same_change_of_nearly_the_same_program_is_a_copy() -> None:
    new = "    step = 0.95 * step if value < best else 1.05 * step"
    other = "    x = [min(max(v, 0.0), 1.0) for v in reversed(x)]"
    near_parent = PARENT.replace("line 3 =", "line 03 =")
    far_parent = "\n".join(reversed([line[::-1] for line in PARENT.split("\n")]))
    rows = [row(p, f"{p}\n{line}") for p in (PARENT, near_parent, far_parent) for line in (new, other)]
    assert kept(rows) == [0, 1, 4, 5]  # one line less: the near parent's two


def test_only_within_family_and_label_and_never_decisions() -> None:
    one = row(PARENT, PARENT + "\nx = 1 + something_long(enough)")
    assert kept([one, one | {"family": "g"}, one | {"label": "regressed"}, one]) == [0, 1, 2]
    assert kept([one | {"kind": DIRECTIVE}] * 2) == [0, 1]


def test_without_programs_the_response_counts() -> None:
    assert kept(
        [row("", "", "one answer of some length"), row("", "", "quite another text"), row("", "", "one answer  of some length")]
    ) == [0, 1]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=12), st.sampled_from([0.7, 0.9, 1.0])
)
def test_against_a_scan_of_all_pairs(shapes: list[tuple[int, int, int]], least: float) -> None:
    """Every dropped row is near a kept one before it; two kept rows are near only where both bands of two bins missed, which equal ones never do."""
    rows = []
    for parent, line, extra in shapes:
        program = PARENT if parent == 0 else PARENT.replace("value", "worth", 10 * parent)
        rows.append(row(program, program + f"\nnew line number {line} that says a thing or two" + "!" * extra))
    found = kept(rows, least)
    pairs = [(sketch(r["parent_code"]), sketch(change(r["parent_code"], r["child_code"]))) for r in rows]

    def near(i: int, j: int) -> bool:
        return all(float((a == b).mean()) >= least for a, b in zip(pairs[i], pairs[j], strict=True))

    assert found[0] == 0
    for at in range(len(rows)):
        if at not in found:
            assert any(near(at, before) for before in found if before < at)
        else:
            assert not any(shapes[at] == shapes[before] for before in range(at))


@given(st.lists(st.lists(st.integers(0, 12), max_size=9), max_size=4), st.lists(st.integers(0, 12), max_size=9))
def test_distinct_and_without_are_set_operations(parts: list[list[int]], other: list[int]) -> None:
    flat = [one for part in parts for one in part]
    assert distinct(*(np.array(part, np.uint64) for part in parts)).tolist() == sorted(set(flat))
    assert without(np.array(flat, np.uint64), distinct(np.array(other, np.uint64))).tolist() == sorted({*flat} - {*other})
