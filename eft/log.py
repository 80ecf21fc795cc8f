"""What a run says while it runs: TensorBoard scalars and a progress bar. Both are derived; the store is the truth."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

RETRY_S = 60.0  # between two tries to write curves on a full disk


class Log:
    """TensorBoard scalars of one run folder, written without torch. Nothing is imported before the first scalar."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writer: Any = None
        self._silent_until = 0.0

    def scalar(self, name: str, value: float, step: int) -> None:
        """One point of the curve `name` (standard names: best_score, valid_rate, loss, tokens_per_s …). Lost if the disk is full."""
        if time.monotonic() < self._silent_until:
            return
        try:
            self._add(name, value, step)
        except OSError:  # TensorBoard's thread has ended; later a new file is begun
            self._writer, self._silent_until = None, time.monotonic() + RETRY_S

    def _add(self, name: str, value: float, step: int) -> None:
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.compat.proto.summary_pb2 import Summary

        if self._writer is None:
            from tensorboard.summary.writer.event_file_writer import EventFileWriter

            self._writer = EventFileWriter(str(self._folder))
        summary = Summary(value=[Summary.Value(tag=name, simple_value=value)])
        self._writer.add_event(Event(wall_time=time.time(), step=step, summary=summary))

    def close(self) -> None:
        """Flush and end the event file."""
        if self._writer is not None:
            with suppress(OSError):
                self._writer.close()
            self._writer = None

    def __enter__(self) -> Log:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


class Progress:
    """A bar on stderr with a short note (`best 2.61, valid 97 %`); silent when stderr is not for people (`quiet`).

    Without a terminal it prints a line every `every_s` seconds instead, so that logs show progress too.
    """

    def __init__(self, title: str, total: int | None, *, quiet: bool = False, every_s: float = 10.0) -> None:
        self._title, self._total, self._quiet, self._every_s = title, total, quiet, every_s
        self._done, self._note = 0, ""
        self._last = self._start = time.monotonic()
        self._bar: Any = None
        self._advance: Callable[[], None] = lambda: None
        if not quiet and sys.stderr.isatty():
            self._open_bar()

    def _open_bar(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
        self._bar = Bar(*columns, TextColumn("{task.fields[note]}"), console=Console(stderr=True))
        task = self._bar.add_task(self._title, total=self._total, note="")
        self._bar.start()
        self._advance = lambda: self._bar.update(task, completed=self._done, note=self._note)

    def update(self, done: int, note: str = "") -> None:
        """Set the number of finished units and the note."""
        self._done, self._note = done, note
        now = time.monotonic()
        if self._bar is not None:
            self._advance()
        elif not self._quiet and now - self._last >= self._every_s:
            self._last = now
            self._line()

    def _line(self) -> None:
        of = f"/{self._total}" if self._total else ""
        print(f"{self._title}: {self._done}{of} {self._note} ({time.monotonic() - self._start:.0f} s)", file=sys.stderr, flush=True)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()
        elif not self._quiet and self._done:
            self._line()
