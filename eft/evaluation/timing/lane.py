"""Kernels of tasks: C text against a family's seed program, one measurement at a time."""

from __future__ import annotations

import hashlib
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

from eft.evaluation.timing.compiler import compile_kernel, confinement
from eft.evaluation.timing.harness import Rejected
from eft.evaluation.timing.measure import Plan, measure
from eft.evaluation.timing.problem import Kernel
from eft.evaluation.timing.report import Report
from eft.types import InfrastructureError


class KernelLane:
    """Measures one candidate at a time. The libraries of seed programs are kept between measurements."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def measure(self, kernel: Kernel, case: str, plan: Plan, candidate: str, seed: str) -> Report:
        """The verdict on `candidate`, C text, against `seed`.

        Raises UserError without a compiler or timer, InfrastructureError when the machine or the seed program fails.
        """
        with self._lock, tempfile.TemporaryDirectory(prefix="eft-kernel-") as name:
            try:
                library = _compiled(kernel, candidate, Path(name))
            except Rejected as broken:
                return Report(kernel.name, case, "REJECTED", str(broken), compiled=confinement())
            return replace(measure(kernel, library, self._seed(kernel, seed), case, plan), compiled=confinement())

    def _seed(self, kernel: Kernel, source: str) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="eft-kernels-")
        folder = Path(self._folder.name) / f"{kernel.name}-{hashlib.sha256(source.encode()).hexdigest()}"
        library = folder / "made" / "kernel.so"
        if not library.is_file():
            folder.mkdir(exist_ok=True)
            try:
                return _compiled(kernel, source, folder)
            except Rejected as broken:
                raise InfrastructureError(f"{kernel.name}: the seed program {broken}") from broken
        return library

    def close(self) -> None:
        """Remove what was kept; waits for a measurement that runs."""
        with self._lock:
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None


def _compiled(kernel: Kernel, source: str, folder: Path) -> Path:
    file, made = folder / "program.c", folder / "made"
    file.write_bytes(source.encode("utf-8", "backslashreplace"))
    made.mkdir(exist_ok=True)
    return compile_kernel(file, kernel.entry(), made)
