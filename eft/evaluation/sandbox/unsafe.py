"""The `unsafe` sandbox: the same server and limits without Landlock and seccomp. Candidates can read, write and send as the user.

Only by explicit choice (`sandbox=unsafe`); its name is stored with every outcome.
"""

from __future__ import annotations

from eft.evaluation.sandbox.zygote import Walls, ZygoteSandbox


def unsafe_sandbox(workers: int = 1) -> ZygoteSandbox:
    """A pool of unconfined servers."""
    return ZygoteSandbox(workers, walls=Walls(landlock=False, seccomp=False))
