"""The process that runs a compiled kernel: locks itself in, then answers the doorbell from C++ until the timer kills it.

Nothing here decides a verdict: the timer proves the locks from outside and believes no other word of this process.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import json
import os
import sys
from types import ModuleType

from . import confine, kernel_filter, landlock


def compiled(file: str) -> ModuleType:
    """The compiled module, loaded from its file: the package around it stays outside."""
    loader = importlib.machinery.ExtensionFileLoader("_scorers", file)
    spec = importlib.util.spec_from_loader("_scorers", loader)
    if spec is None:
        raise ImportError(file)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def main(text: str) -> None:
    """text: JSON with parent, module, library, in_file, out_file, in_bytes, out_bytes, spins, cpu_s, memory_bytes."""
    job = json.loads(text)
    confine.die_with_parent(job["parent"])
    module = compiled(job["module"])
    rules = landlock.ruleset([os.path.dirname(job["library"])] if job["library"] else [], [])
    shared = 2 * (sum(job["in_bytes"]) + sum(job["out_bytes"])) + (1 << 20)  # the buffers with their guard pages
    confine.limit(job["cpu_s"], confine.mapped_bytes() + shared + job["memory_bytes"])
    confine.drop_privileges()
    landlock.restrict(rules)
    module.serve_kernel(
        job["in_file"],
        job["out_file"],
        job["in_bytes"],
        job["out_bytes"],
        job["spins"],
        job["library"],
        kernel_filter.loading(),
        kernel_filter.running(),
    )
    sys.exit(1)  # only when the buffers could not be mapped
