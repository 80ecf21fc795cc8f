"""Calls whose outputs are checked, every one, with the reason when one is wrong."""

from __future__ import annotations

import hashlib

from eft.evaluation.timing.harness import Harness, Rejected
from eft.evaluation.timing.problem import Array, Expected, Sizes, first_difference


class Side:
    """One kernel behind its doorbell, with the memory of what went in and out: names a stale answer as what it is."""

    def __init__(self, harness: Harness) -> None:
        self.harness = harness
        self.calls = 0
        self.seen: dict[bytes, str] = {}

    def call(self, inputs: list[Array], sizes: Sizes, expected: list[Expected]) -> tuple[int, int]:
        """(wall_ns, lost_ns) of one checked call. Raises Rejected, naming the call."""
        self.calls += 1
        try:
            timing, outputs = self.harness.call(inputs, sizes)
            if difference := first_difference(expected, outputs):
                raise Rejected(self._stale(inputs, outputs) or self._poisoned(outputs, expected) or difference)
        except Rejected as broken:
            raise Rejected(f"call {self.calls}: {broken}") from None
        for k, array in enumerate(inputs):
            self.seen[_digest(array)] = f"input {k} of call {self.calls}"
        for k, array in enumerate(outputs):
            self.seen[_digest(array)] = f"output {k} of call {self.calls}"
        return timing.wall_ns, timing.lost_ns

    def _stale(self, inputs: list[Array], outputs: list[Array]) -> str:
        known = self.seen | {_digest(array): f"input {k}" for k, array in enumerate(inputs)}
        for k, array in enumerate(outputs):
            if (before := known.get(_digest(array))) is not None:
                return f"output {k} equals {before}"
        return ""

    def _poisoned(self, outputs: list[Array], expected: list[Expected]) -> str:
        for k, (array, right) in enumerate(zip(outputs, expected, strict=True)):
            words = array.reshape(-1).view(f"<u{array.itemsize}")
            poison = self.harness.buffers.poison[k] & (256**array.itemsize - 1)
            left = int((words == poison).sum()) if array.itemsize > 1 else 0
            if left and first_difference([right], [array]):
                return f"output {k} was not written: {left} of {array.size} entries hold the pattern from before the call"
        return ""


def _digest(array: Array) -> bytes:
    return hashlib.blake2b(array.tobytes(), digest_size=16).digest()
