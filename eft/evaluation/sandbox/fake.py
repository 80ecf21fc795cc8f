"""A sandbox without walls or processes, for tests: runs trusted programs right here with the same runner."""

from __future__ import annotations

from eft.evaluation.sandbox.child import frame, runner
from eft.evaluation.sandbox.child.server import READY
from eft.evaluation.sandbox.exchange import Ended
from eft.evaluation.sandbox.protocol import Job, Result
from eft.evaluation.sandbox.verdict import result
from eft.evaluation.sandbox.zygote import pack


class FakeSandbox:
    """Executes jobs in this process, one after another; limits are not kept. Remembers the jobs it ran."""

    name = "fake"

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def run(self, job: Job) -> Result:
        self.jobs.append(job)
        packed = pack(job)
        objectives = {name: compile(source, "<objective>", "exec") for name, source in packed.objectives.items()}
        data = runner.execute(frame.decode(packed.request), objectives)
        return result(Ended(result=bytearray(READY + data)), job.limits, len(job.calls), excuse=False)

    def close(self) -> None:
        """Nothing to end."""
