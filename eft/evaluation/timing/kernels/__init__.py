"""The kernel problems. The folder is the registry: `<name>/problem.py` holds KERNEL, beside it `seed.c` (naive) and `reference.c` (ours)."""

from __future__ import annotations

import importlib
from pathlib import Path

from eft.config import did_you_mean
from eft.evaluation.timing.problem import Kernel
from eft.types import UserError


def names() -> list[str]:
    """All kernels, by name."""
    return sorted(file.parent.name for file in Path(__file__).parent.glob("*/problem.py"))


def find(name: str) -> Kernel:
    """The kernel called `name`. Raises UserError with the list of what there is."""
    if name not in names():
        raise UserError(f"kernel {name}: unknown{did_you_mean(name, names())}; there is: {', '.join(names())}")
    kernel: Kernel = importlib.import_module(f"{__name__}.{name}.problem").KERNEL
    return kernel
