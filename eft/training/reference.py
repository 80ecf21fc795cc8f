"""Log-probabilities under the frozen start of a run: made once, kept on disk, and reused by whoever resumes.

The file says by content which model and which data it belongs to, so that it is never mistaken for another run's.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import NDArray

from eft.runs import write_atomic
from eft.types import UserError

Table = Float[NDArray[np.float32], "examples columns"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A table of log-probabilities in nats, in `file`, valid for `key`."""

    file: Path
    key: str

    def read(self) -> Table | None:
        """The table, or None if there is no file yet. UserError if it was made for another model or other data, or is damaged."""
        if not self.file.is_file():
            return None
        try:
            with np.load(io.BytesIO(self.file.read_bytes()), allow_pickle=False) as stored:
                key, table = str(stored["key"]), np.asarray(stored["table"], np.float32)
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise UserError(f"{self.file}: cannot be read ({error}); choose another out= and start again") from error
        if key != self.key:
            raise UserError(f"{self.file}: was made for another start model or other data; choose another out= or put them back")
        return table

    def write(self, table: Table) -> None:
        """Whole or not at all."""
        stream = io.BytesIO()
        np.savez(stream, key=np.array(self.key), table=table.astype(np.float32))
        write_atomic(self.file, stream.getvalue())


def content_key(model: Any, *arrays: NDArray[Any]) -> str:
    """SHA-256 over the names and bytes of a model's weights and of the arrays."""
    digest = hashlib.sha256()
    for name, weight in model.state_dict().items():
        flat = weight.detach().cpu().contiguous().reshape(-1)
        digest.update(f"{name} {tuple(weight.shape)} {weight.dtype}".encode())
        digest.update(flat.view(torch.uint8).numpy().data)
    for array in arrays:
        digest.update(f"{array.shape} {array.dtype}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
