"""The write-ahead log of `run.db`, read as bytes (format: sqlite.org/fileformat2.html section 4).

SQLite takes the first frame whose checksum fails for the torn end of the log and drops all that follows without a word. After a crash
that is right for the last transaction, which nobody was told of; with more commits behind it, acknowledged work would be dropped.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HEADER, FRAME = 32, 24  # bytes of the log's header and of a frame's
MAGIC = 0x377F0682  # its lowest bit says that checksums read the data as big-endian words


@dataclass(frozen=True, slots=True)
class Frame:
    """One page in the log. commit: the database's size in pages after the transaction that this frame ends, else 0."""

    page: int
    commit: int
    salts: bytes
    sums: tuple[int, int]
    data: bytes


def of(path: Path) -> Path:
    """The log beside a database."""
    return path.with_name(path.name + "-wal")


def frames(log: bytes, page_size: int) -> Iterator[Frame]:
    """Every whole frame, sound or not."""
    for start in range(HEADER, len(log) - FRAME - page_size + 1, FRAME + page_size):
        page, commit, salts, first, second = struct.unpack_from(">II8sII", log, start)
        yield Frame(page, commit, salts, (first, second), log[start + FRAME : start + FRAME + page_size])


def checksum(data: bytes, order: str, start: tuple[int, int] = (0, 0)) -> tuple[int, int]:
    """SQLite's running sum over 32-bit words (`order`: > or <)."""
    first, second = start
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for k in range(0, len(words), 2):
        first = (first + words[k] + second) & 0xFFFFFFFF
        second = (second + words[k + 1] + first) & 0xFFFFFFFF
    return first, second


def damage(path: Path) -> str:
    """What is wrong with the log of `path`; empty if there is none, if it is sound, or if only its last transaction is torn."""
    file = of(path)
    log = file.read_bytes() if file.exists() else b""
    if len(log) < HEADER:
        return ""
    magic, _, page_size = struct.unpack_from(">III", log)
    order = ">" if magic & 1 else "<"
    if magic & ~1 != MAGIC or checksum(log[:24], order) != struct.unpack_from(">II", log, 24):
        return "the header of its log is damaged" if len(log) > HEADER else ""
    sums, sound, lost = checksum(log[:24], order), True, 0
    for number, frame in enumerate(frames(log, page_size)):
        if frame.salts != log[16:24]:
            if sound:
                break  # of an earlier round of the log
            continue
        if sound:
            head = struct.pack(">II", frame.page, frame.commit)
            sums = checksum(frame.data, order, checksum(head, order, sums))
            sound, first = sums == frame.sums, number
        if not sound:
            lost += frame.commit > 0
    return f"frame {first} of its log is damaged and {lost} transactions come after it" if lost > 1 else ""
