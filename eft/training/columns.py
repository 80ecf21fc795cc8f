"""The parquet file of transitions: the public Finch Collection's columns (same names and types) and ours after them.

Written and read as streams: at most GROUP_ROWS rows or GROUP_BYTES of text are held, whatever the size of a file or of its row groups.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from eft.config import did_you_mean
from eft.types import UserError

GROUP_ROWS = 5000
GROUP_BYTES = 8 << 20  # of text in one row group
READ_ROWS = 32  # decoded at a time
READ_BUFFER = 1 << 20  # bytes read ahead per column, in place of the whole column chunk
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
# What selection and training read, and what a check of leaks needs.
TRAINED = (
    "domain", "task", "task_id", "family", "split", "improvement_label", "instance_uid", "parent_id", "child_id", "parent_code", "child_code",
    "system_prompt", "user_prompt", "reasoning", "response", "kind", "status", "parent_status", "gain", "gain_error", "stage", "quarantined",
    "leak",
)  # fmt: skip
PACKED_LEVEL = 19  # of zstd: slow to write, as fast to read
NEEDED = ("task", "improvement_label", "user_prompt", "response", "parent_code", "child_code")


def schema() -> Any:
    """The pyarrow schema of `FINCH` and `OURS`."""
    import pyarrow as pa

    kinds = {
        "string": pa.string(), "int64": pa.int64(), "double": pa.float64(), "bool": pa.bool_(), "doubles": pa.list_(pa.float64()),
        "strings": pa.list_(pa.string()), "messages": pa.list_(pa.struct([("content", pa.string()), ("role", pa.string())])),
    }  # fmt: skip
    return pa.schema([(name, kinds[kind]) for name, kind in (FINCH | OURS).items()])


class RowWriter:
    """Rows to one parquet file, whole or not at all: a temporary file that takes its name when the `with` block ends well.

    columns: only these (default: all). level: of zstd (default: the library's).
    """

    def __init__(
        self,
        file: Path,
        group_rows: int = GROUP_ROWS,
        group_bytes: int = GROUP_BYTES,
        columns: Sequence[str] = (),
        level: int | None = None,
    ) -> None:
        self.count = 0
        self._limits = group_rows, group_bytes
        self._file, self._temporary = file, file.with_name(f".{file.name}.{os.getpid()}.tmp")
        self._rows: list[dict[str, Any]] = []
        self._bytes = 0
        self._columns, self._level = columns, level

    def __enter__(self) -> RowWriter:
        import pyarrow as pa
        import pyarrow.parquet as pq

        whole = schema()
        self._schema = pa.schema([whole.field(name) for name in self._columns or whole.names])
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._writer = pq.ParquetWriter(self._temporary, self._schema, compression="zstd", compression_level=self._level)
        return self

    def add(self, row: dict[str, Any]) -> None:
        """Append one row; missing columns become null."""
        self.count += 1
        self._rows.append(row)
        self._bytes += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(self._rows) >= self._limits[0] or self._bytes >= self._limits[1]:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
        self._rows, self._bytes = [], 0

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._flush()
            self._writer.close()
            if kind is None:
                _publish(self._temporary, self._file)
        finally:
            self._temporary.unlink(missing_ok=True)


def _publish(temporary: Path, file: Path) -> None:
    """To the disk first, then under its name."""
    for path, flags in ((temporary, os.O_RDWR), (file.parent, os.O_RDONLY)):
        if path == file.parent:
            temporary.replace(file)
        descriptor = os.open(path, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_rows(file: Path, rows: Iterable[dict[str, Any]]) -> int:
    """Write whole or not at all; the number of rows."""
    with RowWriter(file) as writer:
        for row in rows:
            writer.add(row)
    return writer.count


def pack(path: Path, file: Path) -> int:
    """Write the columns that training reads, compressed hard: to be kept beside the code or handed on. The number of rows."""
    with RowWriter(file, group_bytes=8 * GROUP_BYTES, group_rows=10 * GROUP_ROWS, columns=TRAINED, level=PACKED_LEVEL) as writer:
        for row in stream_rows(path, TRAINED):
            writer.add(row)
    return writer.count


def parquet_files(path: Path) -> list[Path]:
    """The file, or all parquet files of the folder in name order. UserError if there is none."""
    if path.is_file():
        return [path]
    files = sorted(file for file in path.glob("*.parquet") if not file.name.startswith("."))
    if not files:
        raise UserError(f"data {path}: no parquet file there; `eft data build RUN` makes one from a run of `eft collect`")
    return files


def stream_rows(path: Path, columns: Iterable[str], needed: Iterable[str] = NEEDED) -> Iterator[dict[str, Any]]:
    """Rows with those of `columns` that the files have (the others are None), a few at a time, in the order of the files.

    UserError names a file that is damaged, lacks a column, or has one of another type than FINCH and OURS say. Strings may be large,
    dictionary-encoded or views; whole numbers may be doubles (NaN is null), as pandas writes columns with gaps.
    """
    columns, needed = tuple(columns), tuple(needed)
    for file in parquet_files(path):
        yield from _stream_file(file, columns, needed)


def read_rows(path: Path, columns: Iterable[str], needed: Iterable[str] = NEEDED) -> list[dict[str, Any]]:
    """All of `stream_rows` at once: for small files."""
    return list(stream_rows(path, columns, needed))


def count_rows(path: Path) -> int:
    """Rows of a file or folder, from the footers."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    total = 0
    for file in parquet_files(path):
        try:
            total += pq.read_metadata(file).num_rows
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise _unreadable(file, error) from error
    return total


def _stream_file(file: Path, columns: Sequence[str], needed: Sequence[str]) -> Iterator[dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    empty = dict.fromkeys(columns)
    try:
        with pq.ParquetFile(file, buffer_size=READ_BUFFER, pre_buffer=False) as parquet:
            there = parquet.schema_arrow
            if missing := [name for name in needed if name not in there.names]:
                raise UserError(f"data {file}: no column {missing[0]}{did_you_mean(missing[0], there.names)}; not a file of transitions")
            chosen = [name for name in columns if name in there.names]
            counts = {name for name in chosen if _check(file, name, there.field(name).type)}
            for batch in parquet.iter_batches(READ_ROWS, columns=chosen, use_threads=False):
                for row in batch.to_pylist():
                    for name in counts:
                        row[name] = _whole(row[name])
                    yield empty | row
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: Exception) -> UserError:
    return UserError(f"data {file}: not a readable parquet file ({' '.join(str(error).split())[:150]}); build it again")


def _check(file: Path, name: str, kind: Any) -> bool:
    """True if the column's whole numbers are stored as doubles. UserError if it is of a wrong type."""
    from pyarrow import types as t

    inner = kind.value_type if t.is_dictionary(kind) else kind
    wanted = (FINCH | OURS).get(name, "")
    fits = {
        "string": t.is_string(inner) or t.is_large_string(inner) or t.is_string_view(inner),
        "int64": t.is_integer(inner) or t.is_floating(inner),
        "double": t.is_floating(inner) or t.is_integer(inner),
        "bool": t.is_boolean(inner),
    }
    if not t.is_null(inner) and not fits.get(wanted, True):
        raise UserError(f"data {file}: column {name} holds {kind}, expected {wanted}; not a file of transitions")
    return wanted == "int64" and t.is_floating(inner)


def _whole(value: float | None) -> int | None:
    return int(value) if value is not None and value == value and abs(value) < 2**63 else None
