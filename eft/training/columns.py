"""The parquet file of transitions: the public Finch Collection's columns (same names and types) and ours after them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from eft.config import did_you_mean
from eft.types import UserError

GROUP_ROWS = 5000
# name: type. JSON: a string that holds JSON. From the data card of the Finch Collection.
FINCH = {
    "domain": "string", "task": "string", "trajectory": "messages", "improvement_label": "string", "improvement_delta": "string",
    "global_uid": "string", "instance_uid": "string", "iteration": "int64", "island_id": "int64", "generation": "int64",
    "parent_id": "string", "child_id": "string", "parent_metrics": "string", "child_metrics": "string", "parent_code": "string",
    "child_code": "string", "metadata": "string", "system_prompt": "string", "user_prompt": "string", "reasoning": "string",
    "response": "string", "system_token_length": "int64", "user_token_length": "int64", "reasoning_token_length": "int64",
    "response_token_length": "int64",
}  # fmt: skip
# gain: mean over program seeds of (child − parent) towards better, over |best − baseline|; gain_error its standard error (null for one seed).
# stage: of the parent (weak | middle | good | failed). leak: why the row is close to a held-out family (empty: it is not).
OURS = {
    "task_id": "string", "family": "string", "split": "string", "profile": "string", "kind": "string", "status": "string",
    "parent_status": "string", "reason": "string", "parent_scores": "doubles", "child_scores": "doubles", "parent_progress": "double",
    "child_progress": "double", "gain": "double", "gain_error": "double", "stage": "string", "change": "string", "tolerant": "bool",
    "edit_lines": "int64", "literals": "int64", "quarantined": "bool", "prompt_style": "string", "backtrack_to": "string",
    "backtrack_by": "string", "donors": "strings", "search": "string", "model": "string", "policy_version": "int64",
    "temperature": "double", "seed": "int64", "leak": "string",
}  # fmt: skip
NEEDED = ("task", "improvement_label", "user_prompt", "response", "parent_code", "child_code")


def schema() -> Any:
    """The pyarrow schema of `FINCH` and `OURS`."""
    import pyarrow as pa

    kinds = {
        "string": pa.string(), "int64": pa.int64(), "double": pa.float64(), "bool": pa.bool_(), "doubles": pa.list_(pa.float64()),
        "strings": pa.list_(pa.string()), "messages": pa.list_(pa.struct([("content", pa.string()), ("role", pa.string())])),
    }  # fmt: skip
    return pa.schema([(name, kinds[kind]) for name, kind in (FINCH | OURS).items()])


def write_rows(file: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Write whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from eft.runs import write_atomic

    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema()), sink, compression="zstd", row_group_size=GROUP_ROWS)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(file, sink.getvalue().to_pybytes())


def parquet_files(path: Path) -> list[Path]:
    """The file, or all parquet files of the folder in name order. UserError if there is none."""
    if path.is_file():
        return [path]
    files = sorted(path.glob("*.parquet"))
    if not files:
        raise UserError(f"data {path}: no parquet file there; `eft data build RUN` makes one from a run of `eft collect`")
    return files


def read_rows(path: Path, columns: Iterable[str], needed: Iterable[str] = NEEDED) -> list[dict[str, Any]]:
    """Rows with those of `columns` that the files have (the others are None). UserError names a file that is damaged or lacks columns."""
    columns = tuple(columns)
    return [row for file in parquet_files(path) for row in _read_file(file, columns, tuple(needed))]


def _read_file(file: Path, columns: Sequence[str], needed: Sequence[str]) -> list[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(file) as parquet:
            names = parquet.schema_arrow.names
            if missing := [name for name in needed if name not in names]:
                raise UserError(f"data {file}: no column {missing[0]}{did_you_mean(missing[0], names)}; not a file of transitions")
            table = parquet.read(columns=[name for name in columns if name in names])
    except (pa.ArrowException, OSError) as error:
        raise UserError(f"data {file}: not a readable parquet file ({' '.join(str(error).split())[:150]}); build it again") from error
    empty = dict.fromkeys(columns)
    return [empty | row for row in table.to_pylist()]
