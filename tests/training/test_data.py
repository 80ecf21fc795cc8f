"""Labels, filters, balance, control, files of transitions, and the two data sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.evaluation.tasks import all_tasks
from eft.training.account import Account
from eft.training.choose import balance, cell, clean, control, deduplicate, improved
from eft.training.columns import FINCH, OURS, read_rows, write_rows
from eft.training.data.finch import Finch
from eft.training.data.teacher import Teacher
from eft.training.data.trajectories import Trajectories
from eft.training.labels import Rule, compare, stage, unit
from eft.types import Direction, Known, Task, UserError

Make = Callable[..., dict[str, Any]]


def task(direction: Direction = Direction.MAX, resolution: float = 1e-9, baseline: float | None = 2.0, best: float = 4.0) -> Task:
    some = all_tasks("train")[0]
    known = Known(best, "own", "2026-01-01", "", "exact")
    return replace(some, direction=direction, resolution=resolution, baseline=baseline, best_known=known)


# --- labels -----------------------------------------------------------------------------------------------------------


def test_gain_is_in_units_of_best_minus_baseline() -> None:
    label = compare(task(), [2.0, 2.0], [2.5, 2.7], Rule())
    assert label.name == "improved"
    assert label.gain == pytest.approx(0.3)  # (0.25 + 0.35) / 2
    assert label.error == pytest.approx(0.05)


def test_smaller_is_better_when_minimised() -> None:
    assert compare(task(Direction.MIN), [3.0], [2.0], Rule()).name == "improved"
    assert compare(task(Direction.MIN), [3.0], [4.0], Rule()).name == "regressed"


def test_luck_is_no_improvement() -> None:
    # gains 1.0 and −0.6 over two seeds: mean 0.2, standard error 0.8
    assert compare(task(), [2.0, 2.0], [4.0, 0.8], Rule()).name == "unchanged"
    assert compare(task(), [2.0, 2.0], [2.4, 2.44], Rule(errors=1.3)).name == "improved"


def test_epsilon_and_resolution_bound_from_below() -> None:
    assert compare(task(), [2.0], [2.009], Rule()).name == "unchanged"  # 0.0045 of the span
    assert compare(task(), [2.0], [2.011], Rule()).name == "improved"
    assert compare(task(resolution=0.5), [2.0], [2.4], Rule()).name == "unchanged"
    assert compare(task(), [2.0], [1.989], Rule()).name == "regressed"


def test_unit_without_a_span_is_the_resolution() -> None:
    assert unit(task(baseline=None, resolution=0.25)) == 0.25
    assert unit(task(baseline=4.0, resolution=0.25)) == 0.25
    assert unit(task(baseline=6.0, resolution=0.25)) == 2.0


@pytest.mark.parametrize("scores", [((1.0,), (1.0, 2.0)), ((), ())])
def test_scores_must_pair_up(scores: tuple[tuple[float, ...], tuple[float, ...]]) -> None:
    with pytest.raises(ValueError, match="pair up"):
        compare(task(), *scores, Rule())


def test_stages_by_hand() -> None:
    assert [stage(score, 0.0, 10.0) for score in (-5.0, 3.9, 4.0, 7.9, 8.0, 10.0)] == ["weak", "weak", "middle", "middle", "good", "good"]
    assert stage(1.0, 1.0, 1.0) == "good"


# --- choice -----------------------------------------------------------------------------------------------------------


def test_filters_by_hand(make_transitions: Make) -> None:
    states = [("ok", "ok"), ("timeout", "ok"), ("ok", "infra"), ("error", "invalid"), ("error", "ok"), ("ok", "error")]
    rows = [make_transitions(i, status=child, parent_status=parent) for i, (child, parent) in enumerate(states)]
    rows += [make_transitions(10, quarantined=True), rows[0]]
    account = Account()
    kept = clean(rows, account)
    assert [row["instance_uid"] for row in kept] == ["0", "5"]  # the plain one and the self-repair
    assert dict(account.items) == {
        "system errors (timeout, infrastructure)": -2, "both parent and child fail": -1, "breakage (child fails)": -1, "quarantined": -1,
        "of these self-repair, kept": 1, "exact duplicates": -1,
    }  # fmt: skip


def test_improved_leaves_out_small_gains_but_keeps_repairs(make_transitions: Make) -> None:
    rows = [make_transitions(i, improvement_label="improved", gain=gain) for i, gain in enumerate((0.01, 0.5, None))]
    rows.append(make_transitions(9, improvement_label="regressed", gain=0.5))
    chosen = improved(rows, min_gain=0.02, max_repeats=1, seed=0, account=Account())
    assert {row["instance_uid"] for row in chosen} == {"1", "2"}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=60), st.integers(1, 4))
def test_balance_keeps_size_and_bounds_repeats(names: list[str], repeats: int) -> None:
    rows = [{"family": name, "task": "", "stage": "weak", "id": i} for i, name in enumerate(names)]
    chosen = balance(rows, max_repeats=repeats, seed=0, account=Account())
    assert len(chosen) == len(rows)
    assert max(Counter(row["id"] for row in chosen).values()) <= repeats
    sizes, room = Counter(row["family"] for row in chosen), Counter(names)
    for small in sizes:  # a cell below another's share is full
        for large in sizes:
            assert sizes[small] + 1 >= sizes[large] or sizes[small] == room[small] * repeats


def test_balance_by_hand() -> None:
    rows = [{"family": "ab"[i > 6], "task": "", "stage": "", "id": i} for i in range(9)]  # 7 of a, 2 of b
    chosen = balance(rows, max_repeats=2, seed=0, account=Account())
    assert Counter(row["family"] for row in chosen) == {"a": 5, "b": 4}


def test_control_matches_cells_sizes_and_lengths(make_transitions: Make) -> None:
    rows = [make_transitions(i) for i in range(300)]
    partners = improved(rows, min_gain=0.02, max_repeats=3, seed=0, account=Account())
    chosen = control(rows, partners, seed=0, account=Account())
    assert Counter(map(cell, chosen)) == Counter(map(cell, partners))
    lengths = [(len(row["response"]), len(partner["response"])) for row, partner in zip(chosen, partners, strict=True)]
    assert all(1 / 1.25 <= ours / theirs <= 1.25 for ours, theirs in lengths)
    assert {row["improvement_label"] for row in chosen} == {"improved", "unchanged", "regressed"}
    assert [r["instance_uid"] for r in control(rows, partners, seed=0, account=Account())] == [r["instance_uid"] for r in chosen]


def test_duplicates_are_prompt_and_response(make_transitions: Make) -> None:
    row = make_transitions(1)
    other = row | {"response": "another"}
    assert deduplicate([row, other, row | {"gain": 9.0}], Account()) == [row, other]


# --- files ------------------------------------------------------------------------------------------------------------


def test_columns_hold_the_finch_collection(transitions_file: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pq.read_schema(transitions_file)
    assert schema.names == list(FINCH | OURS)
    assert len(FINCH) == 25
    assert schema.field("trajectory").type == pa.list_(pa.struct([("content", pa.string()), ("role", pa.string())]))
    assert schema.field("iteration").type == pa.int64()
    assert schema.field("improvement_delta").type == pa.string()


def test_rows_survive_the_file(make_transitions: Make, tmp_path: Path) -> None:
    rows = [make_transitions(i) for i in range(3)]
    write_rows(tmp_path / "a.parquet", rows)
    assert read_rows(tmp_path, FINCH | OURS) == rows


def test_damaged_missing_and_foreign_files(transitions_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "transitions.parquet"
    with pytest.raises(UserError, match="no parquet file there"):
        read_rows(file, FINCH)
    data = bytearray(transitions_file.read_bytes())
    for damage in (data[: len(data) // 2], b"PAR1 this is no parquet PAR1", b""):
        file.write_bytes(damage)
        with pytest.raises(UserError, match=r"transitions\.parquet: not a readable parquet file"):
            read_rows(file, FINCH)
    data[50:400] = bytes(350)
    file.write_bytes(data)
    with pytest.raises(UserError, match=r"transitions\.parquet: not a readable parquet file"):
        read_rows(file, FINCH)
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"responce": ["x"]}), file)
    with pytest.raises(UserError, match="no column task"):
        read_rows(file, FINCH)


# --- sources ----------------------------------------------------------------------------------------------------------


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


def test_trajectories_leave_families_out(transitions_file: Path) -> None:
    rows = Trajectories(path=transitions_file, leave_out=("additive/golomb",), untitled=0.0).rows(Account())
    assert rows
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


def test_finch_rows_load_without_our_columns(make_transitions: Make, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [
        {k: v for k, v in make_transitions(i, reasoning="because", system_prompt="be brief", task=name).items() if k in FINCH}
        for i, name in enumerate(("frontier_cs_1", "frontier_cs_2", "erdos_min_overlap", "frontier_cs_1"))
    ]
    for row in rows:
        row["improvement_label"] = "improved"
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "shard.parquet")
    account = Account()
    found = Finch(path=tmp_path).rows(account)
    assert len(found) == 3
    assert dict(account.items)["held-out tasks of the paper or the suite"] == -1
    assert found[0].answer.startswith("<think>\nbecause\n</think>\n\n")
    assert found[0].messages[0].role == "system"
    assert not Finch(path=tmp_path, thinking=False).rows(Account())[0].answer.startswith("<think>")


def test_teacher_rows_apply_to_their_programs() -> None:
    from eft.text.edit import apply, parse
    from eft.text.prompt import read

    account = Account()
    rows = Teacher(edits=15, chain=5, seed=1).rows(account)
    assert len(rows) >= 12
    assert rows == Teacher(edits=15, chain=5, seed=1).rows(Account())
    for row in rows:
        program = f"def solve():\n    # EVOLVE-BLOCK-START\n{row.program}\n    # EVOLVE-BLOCK-END\n"
        assert apply(parse(row.answer), program).source != program
        assert read(row.messages).program == row.program
