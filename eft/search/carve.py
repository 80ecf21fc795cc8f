"""Rows out of the bytes of a SQLite file and its log, whatever state its trees, indices and header are in (sqlite.org/fileformat2.html).

Every leaf page of a table in every version that file and log hold is read by itself. Much of what comes out may be stale, torn or
nonsense: who asks has to know a true row, here by its digest.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

from eft.search import wal

Value = int | float | str | bytes | None
Row = tuple[int, tuple[Value, ...]]  # rowid and columns as stored

LEAF = 0x0D  # type of a table's leaf page; 2, 5 and 10 are inner pages and those of indices
OTHERS = (2, 5, 10)
SIZES = {1 << k for k in range(9, 17)}
WIDTHS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # bytes of the integers by serial type
MAX_COLUMNS = 64


class NoRow(Exception):
    """These bytes are no row."""


def rows(path: Path) -> Iterator[Row]:
    """Whatever reads as a row. A row whose rest lies on other pages is given once per version of those."""
    data = path.read_bytes() if path.is_file() else b""
    log = wal.of(path).read_bytes() if wal.of(path).is_file() else b""
    size = _page_size(data, log)
    stored = {number + 1: data[number * size : (number + 1) * size] for number in range(len(data) // size)}
    newest, pages = dict(stored), list(stored.items())
    for frame in wal.frames(log, size):
        newest[frame.page] = frame.data
        pages.append((frame.page, frame.data))
    for number, page in pages:
        for start in _cells(page, 100 if number == 1 else 0):
            for others in (newest, stored):
                try:
                    whole, row = _row(page, start, others)
                except (NoRow, IndexError, struct.error, OverflowError):
                    continue
                yield row
                if whole:
                    break


def _page_size(data: bytes, log: bytes) -> int:
    """From the header of the file, else of the log; 4096 if both are damaged."""
    found = [struct.unpack_from(">H", data, 16)[0] if len(data) > 18 else 0, struct.unpack_from(">I", log, 8)[0] if len(log) > 12 else 0]
    return next((size for size in (65536 if one == 1 else one for one in found) if size in SIZES), 4096)


def _cells(page: bytes, head: int) -> Iterator[int]:
    """Where the rows of a leaf page start. A page of unknown type is tried as one."""
    if page[head] in OTHERS:
        return
    count = struct.unpack_from(">H", page, head + 3)[0]
    for place in range(head + 8, min(head + 8 + 2 * count, len(page) - 1), 2):
        start = struct.unpack_from(">H", page, place)[0]
        if head + 8 <= start < len(page):
            yield start


def _row(page: bytes, start: int, others: Mapping[int, bytes]) -> tuple[bool, Row]:
    """(True if it lies on this page alone, the row)."""
    length, at = _varint(page, start)
    rowid, at = _varint(page, at)
    size = len(page)
    most, least = size - 35, (size - 12) * 32 // 255 - 23
    if length <= most:
        return True, (rowid, _columns(page[at : at + length], length))
    local = least + (length - least) % (size - 4)
    local = local if local <= most else least
    payload, following = [page[at : at + local]], struct.unpack_from(">I", page, at + local)[0]
    left = length - local
    if left > size * len(others):
        raise NoRow
    while left > 0:
        if following not in others:
            raise NoRow
        more = others[following]
        payload.append(more[4 : 4 + min(left, size - 4)])
        following, left = struct.unpack_from(">I", more)[0], left - (size - 4)
    return False, (rowid, _columns(b"".join(payload), length))


def _columns(payload: bytes, length: int) -> tuple[Value, ...]:
    if len(payload) != length:
        raise NoRow
    head, at = _varint(payload, 0)
    kinds: list[int] = []
    while at < head and len(kinds) <= MAX_COLUMNS:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    if at != head:
        raise NoRow
    found = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        found.append(value)
    if at != length:
        raise NoRow
    return tuple(found)


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind in WIDTHS:
        end = at + WIDTHS[kind]
        return int.from_bytes(payload[at:end], "big", signed=True), end
    if kind == 7:
        return struct.unpack_from(">d", payload, at)[0], at + 8
    if kind in (0, 8, 9):
        return (None, 0, 1)[max(0, kind - 7)], at
    if kind < 12:
        raise NoRow
    end = at + (kind - 12) // 2
    return (payload[at:end].decode("utf-8", "surrogateescape") if kind % 2 else payload[at:end]), end


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    value = 0
    for k in range(8):
        byte = data[at + k]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + k + 1
    return value << 8 | data[at + 8], at + 9
