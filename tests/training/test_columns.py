"""Files of transitions: whole or not at all, read as streams, whatever types a writer chose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eft.training.columns import FINCH, OURS, RowWriter, count_rows, read_rows, schema, stream_rows, write_rows
from eft.types import UserError

Make = Callable[..., dict[str, Any]]
texts = st.text(st.characters(codec="utf-8"), max_size=20) | st.none()


def test_columns_hold_the_finch_collection(transitions_file: Path) -> None:
    found = pq.read_schema(transitions_file)
    assert found.names == list(FINCH | OURS)
    assert len(FINCH) == 25
    assert found.field("trajectory").type == pa.list_(pa.struct([("content", pa.string()), ("role", pa.string())]))
    assert found.field("iteration").type == pa.int64()
    assert found.field("improvement_delta").type == pa.string()


def test_the_datasets_library_reads_ours(transitions_file: Path, tmp_path: Path) -> None:
    """The public data is read with it: the same features come out for the shared columns."""
    datasets = pytest.importorskip("datasets", reason="comes with the test extra's trl")
    found = datasets.Dataset.from_parquet(str(transitions_file), keep_in_memory=True, cache_dir=str(tmp_path))
    kinds = {"string": "string", "int64": "int64"}
    for name, kind in FINCH.items():
        if name != "trajectory":
            assert found.features[name].dtype == kinds[kind]
    assert set(found.features["trajectory"].feature) == {"content", "role"}
    assert len(found) == 400


def test_rows_survive_the_file(make_transitions: Make, tmp_path: Path) -> None:
    rows = [make_transitions(i) for i in range(3)]
    assert write_rows(tmp_path / "a.parquet", rows) == 3
    assert read_rows(tmp_path, FINCH | OURS) == rows
    assert count_rows(tmp_path) == 3


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "task": texts,
                "response": texts,
                "gain": st.floats(allow_nan=False) | st.none(),
                "donors": st.lists(st.text(max_size=3), max_size=3),
            }
        ),
        max_size=12,
    )
)
def test_any_rows_survive(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    file = tmp_path / "any.parquet"
    write_rows(file, iter(rows))
    assert read_rows(file, ("task", "response", "gain", "donors"), needed=()) == rows


def test_row_groups_are_bounded_by_rows_and_by_text(tmp_path: Path) -> None:
    groups = []
    for name, size, count in (("rows", 1, 10), ("text", 600, 5)):
        with RowWriter(tmp_path / f"{name}.parquet", group_rows=4, group_bytes=1000) as writer:
            for _ in range(count):
                writer.add({"task": "x" * size})
        meta = pq.read_metadata(tmp_path / f"{name}.parquet")
        groups.append([meta.row_group(g).num_rows for g in range(meta.num_row_groups)])
    assert groups == [[4, 4, 2], [2, 2, 1]]


def test_a_failed_writer_leaves_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    write_rows(file, [{"task": "old"}])

    def broken() -> Any:
        yield {"task": "new"}
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        write_rows(file, broken())
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.parquet"]
    assert read_rows(file, ("task",), ())[0]["task"] == "old"
    with RowWriter(tmp_path / "b.parquet") as writer:
        writer.add({"task": "x"})
        assert not (tmp_path / "b.parquet").exists()
    assert count_rows(tmp_path / "b.parquet") == 1


def test_other_types_of_the_same_thing(tmp_path: Path) -> None:
    table = pa.table({
        "task": pa.array(["a", "b", None], pa.large_string()), "response": pa.array(["x", "y", "x"]).dictionary_encode(),
        "user_prompt": pa.array([None, None, None], pa.null()), "iteration": pa.array([1.0, float("nan"), None], pa.float64()),
        "generation": pa.array([1, 2, 3], pa.int8()), "gain": pa.array([1, None, 3], pa.int32()), "more": pa.array([1, 2, 3]),
    })  # fmt: skip
    pq.write_table(table, tmp_path / "t.parquet")
    rows = read_rows(tmp_path, ("task", "response", "user_prompt", "iteration", "generation", "gain", "child_code"), ("task",))
    assert [tuple(row.values()) for row in rows] == [
        ("a", "x", None, 1, 1, 1, None), ("b", "y", None, None, 2, None, None), (None, "x", None, None, 3, 3, None),
    ]  # fmt: skip
    assert type(rows[0]["iteration"]) is int


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [("response", [1, 2], "expected string"), ("iteration", ["1", "2"], "expected int64"), ("quarantined", ["no", "yes"], "expected bool")],
)
def test_wrong_types_are_named(tmp_path: Path, name: str, values: list[Any], said: str) -> None:
    pq.write_table(pa.table({name: values}), tmp_path / "t.parquet")
    with pytest.raises(UserError, match=rf"column {name} holds .*{said}"):
        read_rows(tmp_path, (name,), ())


def test_damaged_missing_and_foreign_files(transitions_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "transitions.parquet"
    with pytest.raises(UserError, match="no parquet file there"):
        read_rows(file, FINCH)
    data = bytearray(transitions_file.read_bytes())
    for damage in (data[: len(data) // 2], b"PAR1 this is no parquet PAR1", b""):
        file.write_bytes(damage)
        with pytest.raises(UserError, match=r"transitions\.parquet: not a readable parquet file"):
            read_rows(file, FINCH)
        with pytest.raises(UserError, match=r"transitions\.parquet: not a readable parquet file"):
            count_rows(file)
    data[50:400] = bytes(350)
    file.write_bytes(data)
    with pytest.raises(UserError, match=r"transitions\.parquet: not a readable parquet file"):
        read_rows(file, FINCH)
    pq.write_table(pa.table({"responce": ["x"]}), file)
    with pytest.raises(UserError, match="no column task"):
        read_rows(file, FINCH)


def test_a_stream_stops_where_its_reader_stops(transitions_file: Path) -> None:
    stream = stream_rows(transitions_file, ("instance_uid",))
    assert [next(stream)["instance_uid"] for _ in range(3)] == ["0", "1", "2"]
    stream.close()


def test_the_schema_names_every_column_once() -> None:
    assert len(schema().names) == len(set(schema().names)) == len(FINCH) + len(OURS)
