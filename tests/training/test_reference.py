from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from eft.training.reference import Reference, content_key
from eft.types import UserError


def test_what_was_written_is_read(tmp_path: Path) -> None:
    table = np.array([[-1.5, -2.25], [-3.0, 0.1]], np.float32)
    reference = Reference(tmp_path / "reference.npz", "key")
    assert reference.read() is None
    reference.write(table)
    found = reference.read()
    assert found is not None
    assert found.tobytes() == table.tobytes()
    assert [file.name for file in tmp_path.iterdir()] == ["reference.npz"]


def test_another_runs_file_is_refused(tmp_path: Path) -> None:
    Reference(tmp_path / "reference.npz", "one").write(np.zeros((1, 2), np.float32))
    with pytest.raises(UserError, match="another start model or other data"):
        Reference(tmp_path / "reference.npz", "two").read()


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "reference.npz"
    Reference(file, "key").write(np.zeros((100, 2), np.float32))
    for damaged in (b"", file.read_bytes()[:300], b"not a zip"):
        file.write_bytes(damaged)
        with pytest.raises(UserError, match="cannot be read"):
            Reference(file, "key").read()


def test_the_key_is_the_content() -> None:
    model = torch.nn.Linear(3, 2, dtype=torch.bfloat16)
    data = np.arange(4)
    key = content_key(model, data)
    assert content_key(model, data.copy()) == key
    assert content_key(model, data + 1) != key
    assert content_key(model, data.reshape(2, 2)) != key
    with torch.no_grad():
        model.bias[1] += 1
    assert content_key(model, data) != key
