"""The data sources of a training run: what they choose, and that texts are read only when they are gone through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eft.evaluation.tasks import all_tasks
from eft.text.edit import apply, parse, splice
from eft.text.prompt import read
from eft.training.account import Account
from eft.training.choose import DIRECTIVE
from eft.training.columns import write_rows
from eft.training.data.finch import Finch
from eft.training.data.teacher import Teacher
from eft.training.data.trajectories import Trajectories
from eft.training.examples import Row
from eft.training.selection import Chosen
from eft.types import UserError

Make = Callable[..., dict[str, Any]]


def block(program: str) -> str:
    return f"def solve():\n    # EVOLVE-BLOCK-START\n{program}\n    # EVOLVE-BLOCK-END\n"


def test_trajectories_select(transitions_file: Path) -> None:
    sizes = {}
    for select in ("all", "improved", "control"):
        account = Account()
        rows = Trajectories(path=transitions_file, select=select, untitled=0.5).rows(account)
        sizes[select] = len(rows)
        share = sum("task: any\n" in row.messages[-1].content for row in rows) / len(rows)
        assert 0.3 < share < 0.7
        assert dict(account.items)[f"chosen: {select}" if select != "control" else "chosen: control (same cells and lengths)"] == len(rows)
    assert sizes["improved"] == sizes["control"] < sizes["all"]


def test_the_same_settings_choose_the_same_rows(transitions_file: Path) -> None:
    one, two = (list(Trajectories(path=transitions_file, select="improved").rows(Account())) for _ in range(2))
    assert one == two
    assert one != list(Trajectories(path=transitions_file, select="improved", seed=1).rows(Account()))


def test_more_files_are_read_after_the_first(make_transitions: Make, transitions_file: Path, tmp_path: Path) -> None:
    write_rows(tmp_path / "more.parquet", [make_transitions(9000, family="codes/golay")])
    alone, added = (Trajectories(path=transitions_file, more=more, near=1.0).rows(Account()) for more in ((), (tmp_path,)))
    assert list(added)[: len(alone)] == list(alone)
    assert len(added) == len(alone) + 1


def test_rows_by_slice_and_index_are_those_of_the_walk(transitions_file: Path) -> None:
    rows = Trajectories(path=transitions_file, select="improved").rows(Account())
    assert isinstance(rows, Chosen)
    walk = list(rows)
    assert len(walk) == len(rows)
    assert rows[::7] == walk[::7]
    assert rows[5:2:-1] == walk[5:2:-1]
    assert (rows[0], rows[-1]) == (walk[0], walk[-1])
    with pytest.raises(IndexError):
        rows[len(rows)]


def test_account_adds_up(make_transitions: Make, tmp_path: Path) -> None:
    rows = [make_transitions(i, improvement_label="improved", gain=0.5) for i in range(40)]
    rows += [
        make_transitions(50, status="error"),
        make_transitions(51, leak="near copy of x"),
        make_transitions(0),
        make_transitions(52, response=None),
    ]
    write_rows(tmp_path / "t.parquet", rows)
    account = Account()
    chosen = Trajectories(path=tmp_path, near=1.0, leave_out=("graphs/max_cut",)).rows(account)
    counts = dict(account.items)
    assert counts.pop("chosen: all") == len(chosen)
    counts.pop("of these self-repair, kept")
    assert sum(counts.values()) == len(chosen)
    assert counts["rows read"] == 44


def test_near_duplicates_leave(make_transitions: Make, tmp_path: Path) -> None:
    row = make_transitions(1, improvement_label="improved", gain=0.5)
    again = row | {"instance_uid": "2", "user_prompt": row["user_prompt"] + " ", "response": row["response"] + "\n"}
    write_rows(tmp_path / "t.parquet", [row, again])
    assert [len(Trajectories(path=tmp_path, near=near).rows(Account())) for near in (0.9, 1.0)] == [1, 2]
    with pytest.raises(ValueError, match="near=0"):
        Trajectories(near=0.0)


def test_preferences_carry_their_label(transitions_file: Path) -> None:
    rows = list(Trajectories(path=transitions_file, select="preference", max_repeats=1, near=1.0, min_gain=0.0).rows(Account()))
    counts = Counter(row.label for row in rows)
    assert counts[True] == counts[False] > 50
    assert set(counts) == {True, False}
    uneven = Counter(
        row.label
        for row in Trajectories(path=transitions_file, select="preference", max_repeats=1, near=1.0, min_gain=0.0, even=False).rows(
            Account()
        )
    )
    assert max(uneven.values()) > min(uneven.values())


def test_decisions_alone_mixed_in_and_turned_round(make_transitions: Make, tmp_path: Path) -> None:
    rows = [make_transitions(i, improvement_label=("improved", "regressed")[i % 2], gain=(0.5, -0.5)[i % 2]) for i in range(20)]
    answers = ["STAY"] * 3 + ["BACKTRACK v1", "BACKTRACK"]
    rows += [
        make_transitions(100 + i, kind=DIRECTIVE, response=answer, user_prompt=f"task: x\nask {i}", improvement_label="improved")
        for i, answer in enumerate(answers)
    ]
    write_rows(tmp_path / "t.parquet", rows)
    alone = list(Trajectories(path=tmp_path, select="decisions", untitled=0.0).rows(Account()))
    assert sorted(row.answer.split()[0] for row in alone) == ["BACKTRACK"] * 2 + ["STAY"] * 2
    assert all(row.messages[-1].content.startswith("task: x\nask") for row in alone)
    assert len(Trajectories(path=tmp_path, near=1.0).rows(Account())) == 20
    mixed = Trajectories(path=tmp_path, near=1.0, decisions=0.1).rows(Account())
    assert sum("\nask " in row.messages[-1].content for row in mixed) == 2  # 20 · 0.1 / 0.9 = 2.2
    pairs: dict[str, set[tuple[str, bool | None]]] = {}
    for row in Trajectories(path=tmp_path, select="preference", decisions=0.5, near=1.0, untitled=0.0).rows(Account()):
        if "\nask " in row.messages[-1].content:
            pairs.setdefault(row.messages[-1].content, set()).add((row.answer.split()[0], row.label))
    assert set(map(frozenset, pairs.values())) == {
        frozenset({("STAY", True), ("BACKTRACK", False)}),
        frozenset({("BACKTRACK", True), ("STAY", False)}),
    }


def test_trajectories_leave_families_out(transitions_file: Path) -> None:
    rows = Trajectories(path=transitions_file, leave_out=("additive/golomb",), untitled=0.0).rows(Account())
    assert len(rows)
    assert all("graphs/max_cut" in row.messages[-1].content for row in rows)


def test_heldout_family_is_refused(make_transitions: Make, tmp_path: Path) -> None:
    held = all_tasks("heldout")[0].family
    for changes in ({"family": held}, {"family": None, "task": held.replace("/", "_")}, {"family": None, "task": "circle_packing"}):
        write_rows(tmp_path / "t.parquet", [make_transitions(0), make_transitions(1, **changes)])
        with pytest.raises(UserError, match="held-out families"):
            Trajectories(path=tmp_path).rows(Account())


def test_marked_leaks_are_dropped_and_counted(make_transitions: Make, tmp_path: Path) -> None:
    write_rows(tmp_path / "t.parquet", [make_transitions(0), make_transitions(1, leak="near copy of x")])
    account = Account()
    assert len(Trajectories(path=tmp_path).rows(account)) == 1
    assert dict(account.items)["near copies of held-out programs or statements"] == -1


def test_finch_rows_load_with_their_oddities(finch_folder: Path) -> None:
    account = Account()
    found = list(Finch(path=finch_folder, select="all").rows(account))
    counts = dict(account.items)
    assert counts["rows read"] == 55
    assert counts["instance_uid seen before"] == -1
    assert counts["chosen: all"] == len(found)
    assert found[0].answer.startswith("<think>\nLarger arrays may help")
    assert found[0].messages[0].role == "system"
    assert not next(iter(Finch(path=finch_folder, thinking=False).rows(Account()))).answer.startswith("<think>")


def test_finch_selections_and_evaluation_tasks(make_finch: Make, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = ("frontier_cs_1", "frontier_cs_2", "erdos_min_overlap", "circle_packing_rect", "frontier_cs_167")
    rows = [make_finch(i, task=names[i % 5], parent_code=f"a{i}", child_code=f"b{i * 7919}") for i in range(60)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "shard.parquet")
    account = Account()
    found = list(Finch(path=tmp_path, select="preference", near=1.0).rows(account))
    assert dict(account.items)["held-out tasks of the paper or the suite"] == -36
    assert Counter(row.label for row in found) == {True: 8, False: 8}  # a third of 24 each
    assert len(Finch(path=tmp_path, near=1.0, limit=6).rows(Account())) == 1  # rows 0, 1 and 5 are of open tasks; row 0 improved


def test_teacher_rows_apply_to_their_programs() -> None:
    account = Account()
    rows = Teacher(edits=15, chain=5, seed=1).rows(account)
    assert len(rows) >= 12
    assert rows == Teacher(edits=15, chain=5, seed=1).rows(Account())
    for row in rows:
        assert apply(parse(row.answer), block(row.program)).source != block(row.program)
        assert read(row.messages).program == row.program


def test_prompts_may_end_with_the_outcome(transitions_file: Path) -> None:
    plain, told = (list(Trajectories(path=transitions_file, outcome=outcome, untitled=0.0).rows(Account())) for outcome in (False, True))
    ends = {row.messages[-1].content.removeprefix(before.messages[-1].content) for before, row in zip(plain, told, strict=True)}
    assert ends <= {f"\noutcome: {label}" for label in ("improved", "unchanged", "regressed")}
    assert len(ends) > 1
    assert [row.answer for row in plain] == [row.answer for row in told]


def test_programs_may_have_other_names(transitions_file: Path) -> None:
    def rows(share: float) -> list[Row]:
        return list(Trajectories(path=transitions_file, renamed=share, untitled=0.0).rows(Account()))

    plain, half, whole = rows(0.0), rows(0.5), rows(1.0)
    assert half == rows(0.5)
    able = [at for at, (before, after) in enumerate(zip(plain, whole, strict=True)) if before != after]
    assert len(able) > len(plain) / 3  # the others' synthetic parents are not Python
    assert 0.35 < sum(half[at] != plain[at] for at in able) / len(able) < 0.65
    for at in able:
        before, after = plain[at], whole[at]
        assert after.program in after.messages[-1].content
        assert before.program not in after.messages[-1].content
        assert splice(parse(after.answer), block(after.program)).source != block(after.program)


@pytest.mark.parametrize(
    ("changes", "text"), [({"renamed": 1.5}, "renamed=1.5"), ({"renamed": 0.5, "thinking": True}, "not with thinking")]
)
def test_shares_of_renamed_programs_that_make_no_sense(changes: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        Trajectories(**changes)
