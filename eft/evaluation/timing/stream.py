"""The project's counter-based stream at the speed of C++: the same numbers as `eft.evaluation.blocks.stream`, bit for bit."""

from __future__ import annotations

import hashlib

import numpy as np

from eft import _scorers
from eft.evaluation.blocks.stream import U64, Stream


class FastStream(Stream):
    """A `Stream` whose words come from compiled code."""

    def __init__(self, seed: int, name: str) -> None:
        super().__init__(seed, name)
        self._seed = seed
        self._upper = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")

    def words(self, size: int) -> U64:
        out: U64 = _scorers.philox_words(self._seed, self._upper, self._block, size)
        self._block += (size + 1) // 2
        return out

    def floats(self, size: int, low: float = -1.0, high: float = 1.0) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        """float32 numbers, uniform in [low, high)."""
        return self.uniform(low, high, size).astype(np.float32)
