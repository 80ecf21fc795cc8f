"""Readers of other systems' records: the public parquet with its oddities, OpenEvolve's trace with its damage."""

from __future__ import annotations

import gzip
import json
import math
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eft.training.account import Account
from eft.training.columns import FINCH, OURS, read_rows, write_rows
from eft.training.sources import finch, openevolve
from eft.training.sources._texts import fitness, label, metrics, split_thinking, status
from eft.types import UserError

Make = Callable[..., dict[str, Any]]

# --- texts and metrics ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("<think>\na\n</think>\n\nb", ("a", "b")), ("plain", ("", "plain")), ("<think>never closed", ("never closed", "")),
        ("opened by the prompt</think>\nb", ("opened by the prompt", "b")), ("<think></think>b", ("", "b")), ("", ("", "")),
        ("code says </think> and <think> too", ("code says", "and <think> too")),
    ],
)  # fmt: skip
def test_thinking_is_split_off(answer: str, expected: tuple[str, str]) -> None:
    assert split_thinking(answer) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('{"a": NaN, "b": [Infinity, 1]}', ({"a": None, "b": [None, 1]}, True)), ({"a": math.inf}, ({"a": None}, True)), (None, ({}, True)), ("", ({}, True)),
        ("{'a': 1}", ({"text": "{'a': 1}"}, False)), ("[1]", ({"text": "[1]"}, False)), ("[" * 100_000, ({"text": "[" * 2000}, False)),
    ],
)  # fmt: skip
def test_metrics_of_any_spelling(value: Any, expected: tuple[dict[str, Any], bool]) -> None:
    assert metrics(value) == expected


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=4),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=8,
    )
    | st.text()
)
def test_metrics_always_become_strict_json(value: Any) -> None:
    for spelling in (value, json.dumps(value)):
        json.loads(json.dumps(metrics(spelling)[0], allow_nan=False))


def test_fitness_and_status_by_hand() -> None:
    assert fitness({"combined_score": 2.0, "other": 9.0}) == 2.0
    assert fitness({"a": 1, "b": 2.0, "valid": True, "note": "x"}) == 1.5
    assert fitness({"combined_score": None, "a": 1.0}) is None
    assert [status(m) for m in ({"a": 1.0}, {"error": 0.0}, {"error": 0.0, "timeout": True}, {"a": 1.0, "error": ""}, {"error": "boom", "a": 1}, {})] == [
        "ok", "error", "timeout", "ok", "error", "error",
    ]  # fmt: skip


def test_labels_by_hand() -> None:
    good, better, broken = {"a": 1.0}, {"a": 1.25}, {"error": 0.0}
    pairs = [(good, better), (better, good), (good, good), (good, broken), (broken, good), (broken, broken)]
    assert [label(p, c, 0.0) for p, c in pairs] == ["improved", "regressed", "unchanged", "regressed", "improved", "unchanged"]
    assert label(good, better, 0.25) == "unchanged"  # exactly at the least difference
    assert label(good, better, 0.24) == "improved"


# --- Finch Collection -------------------------------------------------------------------------------------------------------


def test_every_row_is_read_or_accounted_for(finch_folder: Path) -> None:
    account = Account()
    rows = list(finch.rows(finch_folder, account))
    counts = dict(account.items)
    assert counts == {
        "rows read": 55, "instance_uid seen before": -1, "no prompt or no answer": -2, "unknown label": -2,
        "of these metrics that are not JSON, kept as text": 2,
    }  # fmt: skip
    assert len(rows) == sum(counts.values()) - 2
    assert Counter(row["global_uid"] for row in rows) == {"run-7": 50}  # names a run, not a row
    for row in rows:
        assert list(row) == list(FINCH | OURS)
        for name in ("parent_metrics", "child_metrics", "improvement_delta"):
            assert isinstance(json.loads(row[name], parse_constant=pytest.fail), dict)
        assert [turn["role"] for turn in row["trajectory"]] == ["system", "user", "assistant"]


def test_odd_rows_one_by_one(finch_folder: Path) -> None:
    rows = {int(row["instance_uid"], 16): row for row in finch.rows(finch_folder, Account())}
    assert rows[3]["reasoning"] == "Larger arrays may help, say 4."
    assert rows[3]["trajectory"][2]["content"].startswith("<think>\nLarger arrays may help, say 4.\n</think>\n\n<<<<<<< SEARCH")
    assert rows[3]["user_token_length"] == 60  # the publishers' count
    assert (rows[100]["reasoning"], rows[101]["system_prompt"]) == ("", "")
    assert json.loads(rows[102]["child_metrics"]) == {"combined_score": None, "speed": None}
    assert rows[102]["child_scores"] == []
    assert json.loads(rows[103]["child_metrics"]) == {"text": "evaluation failed"}
    assert rows[105]["reasoning"] == "Larger arrays may help, say 106."
    assert rows[105]["response"].startswith("<<<<<<< SEARCH")
    assert rows[105]["system_prompt"].startswith("You are an expert")
    assert rows[106]["response"] == "π ≈ 3.14159 — 好"
    assert len(rows[107]["user_prompt"]) == 1_200_000
    assert rows[108]["user_token_length"] == len(rows[108]["user_prompt"].split())
    assert rows[109]["improvement_label"] == "improved"


def test_they_survive_our_file(finch_folder: Path, tmp_path: Path) -> None:
    rows = list(finch.rows(finch_folder, Account()))
    write_rows(tmp_path / "ours.parquet", rows)
    assert read_rows(tmp_path, FINCH | OURS) == rows
    again = list(finch.rows(tmp_path, Account()))  # what reads theirs reads ours
    assert [row["instance_uid"] for row in again] == [row["instance_uid"] for row in rows]


def test_length_columns_may_be_missing(make_finch: Make, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [{name: value for name, value in make_finch(i).items() if not name.endswith("_length")} for i in range(3)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "t.parquet")
    assert all(row["response_token_length"] > 5 for row in finch.rows(tmp_path, Account()))


def test_a_parquet_file_of_something_else(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"task": ["a"], "improvement_label": ["improved"]}), tmp_path / "t.parquet")
    with pytest.raises(UserError, match="no row has a prompt and an answer"):
        list(finch.rows(tmp_path, Account()))


# --- OpenEvolve -------------------------------------------------------------------------------------------------------------


def write(file: Path, records: list[Any], tail: str = "") -> Path:
    text = "".join(json.dumps(record) + "\n" for record in records) + tail
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(text.encode()) if file.suffix == ".gz" else text.encode())
    return file


@pytest.mark.parametrize("name", ["evolution_trace.jsonl", "evolution_trace.jsonl.gz"])
def test_a_trace_by_hand(make_trace: Make, tmp_path: Path, name: str) -> None:
    file = write(tmp_path / "spheres" / name, [make_trace(number) for number in range(6)])
    account = Account()
    rows = list(openevolve.rows(file, account))
    assert [row["improvement_label"] for row in rows] == ["regressed", "unchanged", "improved"] * 2
    first = rows[0]
    assert list(first) == list(FINCH | OURS)
    assert (first["task"], first["global_uid"], first["status"], first["parent_status"]) == ("spheres", "evolution_trace", "ok", "ok")
    assert (first["reasoning"], first["response"], first["system_prompt"]) == ("Hm 0.", "The answer 0", "Improve it.")
    assert json.loads(first["metadata"])["iteration_time"] == 1.5
    assert first["change"] == "Change 1: replace"
    assert len({row["instance_uid"] for row in rows}) == 6
    assert dict(account.items)["rows read"] == 6


def test_metrics_as_text_nan_and_failures(make_trace: Make, tmp_path: Path) -> None:
    records = [
        make_trace(0, parent_metrics='{"combined_score": 1.0}', child_metrics='{"combined_score": 2.0}'),
        make_trace(1, child_metrics={"combined_score": math.nan}),
        make_trace(2, child_metrics={"error": 0.0, "timeout": True}),
        make_trace(3, parent_metrics={"error": 0.0}),
        make_trace(4, parent_metrics=None),
    ]
    rows = list(openevolve.rows(write(tmp_path / "a.jsonl", records), Account()))
    assert [(r["improvement_label"], r["parent_status"], r["status"]) for r in rows] == [
        ("improved", "ok", "ok"), ("regressed", "ok", "error"), ("regressed", "ok", "timeout"), ("improved", "error", "ok"),
        ("improved", "error", "ok"),
    ]  # fmt: skip
    assert rows[0]["task"] == "a"


def test_a_killed_run_and_records_that_teach_nothing(make_trace: Make, tmp_path: Path) -> None:
    records = [
        make_trace(0),
        make_trace(1, prompt=None),
        make_trace(2, llm_response=None),
        make_trace(3, llm_response=None, prompt={"system": "s", "user": "u"}),
        {"other": 1},
    ]
    file = write(tmp_path / "a.jsonl", records, tail=json.dumps(make_trace(9))[:200])
    account = Account()
    rows = list(openevolve.rows(file, account))
    assert [row["response"] for row in rows] == ["The answer 0", "not this one"]
    assert [count for _, count in account.items] == [6, -2, -2]


def test_prompts_under_their_template_and_broken_unicode(make_trace: Make, tmp_path: Path) -> None:
    record = make_trace(0, prompt={"diff_user": {"system": "s", "user": "half a pair \ud800", "responses": []}})
    (row,) = openevolve.rows(write(tmp_path / "a.jsonl", [record]), Account())
    assert row["user_prompt"] == "half a pair ?"
    write_rows(tmp_path / "a.parquet", [row])


def test_a_gzip_file_cut_short(make_trace: Make, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl.gz", [make_trace(number, llm_response=f"{number} " * 3000) for number in range(40)])
    file.write_bytes(file.read_bytes()[:-20])
    account = Account()
    assert 0 < len(list(openevolve.rows(file, account))) <= 40
    assert dict(account.items)["damaged lines (a killed run's last)"] == -1


def test_a_bomb_without_a_line_end_is_passed_over_and_never_held(make_trace: Make, tmp_path: Path) -> None:
    """40 MB of zeros in 40 kB of gzip, then an honest record."""
    file = tmp_path / "a.jsonl.gz"
    record = json.dumps(make_trace(1)).encode() + b"\n"
    file.write_bytes(gzip.compress(record + b"0" * 40_000_000 + b"\n" + record))
    account = Account()
    tracemalloc.start()
    assert len(list(openevolve.rows(file, account))) == 2
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * openevolve.MAX_LINE_BYTES
    assert dict(account.items)["damaged lines (a killed run's last)"] == -1


def test_what_is_no_trace(tmp_path: Path) -> None:
    for content in (b"hello\nworld\n", b"", b'{"a": 1}\n', b"[1]\n\xff\xfe\n"):
        file = tmp_path / "a.jsonl"
        file.write_bytes(content)
        with pytest.raises(UserError, match="no line is a record"):
            list(openevolve.rows(file, Account()))
    with pytest.raises(UserError, match="can't be read"):
        list(openevolve.rows(tmp_path / "none.jsonl", Account()))


def test_a_folder_of_runs(make_trace: Make, tmp_path: Path) -> None:
    for task in ("alpha", "beta"):
        write(tmp_path / task / "evolution_trace.jsonl", [make_trace(0)])
    write(tmp_path / "alpha" / "other.jsonl", [make_trace(1)])
    assert openevolve.recognises(tmp_path)
    assert [row["task"] for row in openevolve.rows(tmp_path, Account())] == ["alpha", "beta"]


values = (
    st.none()
    | st.text(st.characters(codec=None), max_size=8)
    | st.integers()
    | st.floats()
    | st.lists(st.integers(), max_size=2)
    | st.dictionaries(
        st.sampled_from(["system", "user", "responses", "error", "a"]),
        st.text(max_size=3) | st.floats() | st.lists(st.text(max_size=3), max_size=2),
        max_size=3,
    )
)
FIELDS = (
    "iteration",
    "parent_metrics",
    "child_metrics",
    "parent_code",
    "child_code",
    "prompt",
    "llm_response",
    "improvement_delta",
    "island_id",
    "metadata",
    "timestamp",
    "parent_id",
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), values))
def test_any_record_is_a_row_or_none(changes: dict[str, Any]) -> None:
    import pyarrow as pa

    from eft.training.columns import schema

    base = {"parent_id": "p", "child_id": "c", "prompt": {"system": "s", "user": "u"}, "llm_response": "r"}
    row = openevolve.transition(json.loads(json.dumps(base | changes)), "t", "", "run", 0.0)
    if row is not None:
        pa.Table.from_pylist([row], schema=schema())
