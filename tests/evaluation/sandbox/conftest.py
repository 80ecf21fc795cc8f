"""One confined pool for all tests of a module, and the host around it: a victim process, a secret file, a canary."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from eft.evaluation.sandbox.probe import missing
from eft.evaluation.sandbox.protocol import Call, Job, Result
from eft.evaluation.sandbox.zygote import ZygoteSandbox
from eft.types import Limits

CANARY = "canary-5e1f0c" + "77ab"  # in the engine's environment, memory and file; must never come out of a child
LIMITS = Limits(cpu_s=1.0, wall_s=4.0, memory_mb=192, output_mb=1)


@dataclass
class Host:
    """The machine that candidates attack."""

    sandbox: ZygoteSandbox
    victim: subprocess.Popen[bytes]
    secret: Path

    def run(self, source: str, limits: Limits = LIMITS) -> Result:
        inputs = {"victim": self.victim.pid, "engine": os.getpid(), "secret": str(self.secret), "zygote": self.zygote}
        return self.sandbox.run(Job(source, (Call(inputs),), limits))

    @property
    def zygote(self) -> int:
        server = self.sandbox.workers[0].servers.get(())
        return server.process.pid if server else 0

    def children(self) -> list[str]:
        """Processes below the zygote."""
        return Path(f"/proc/{self.zygote}/task/{self.zygote}/children").read_text().split()


@pytest.fixture(scope="session")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    if lack := missing():
        pytest.skip(lack)
    secret = tmp_path_factory.mktemp("answers") / "pool.json"
    secret.write_text(CANARY)
    secret.chmod(0o600)
    os.environ["EFT_TEST_CANARY"] = CANARY
    victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
    found = Host(ZygoteSandbox(1), victim, secret)
    found.run("def solve(**_): return 0")
    yield found
    found.sandbox.close()
    victim.kill()
    victim.wait()
    del os.environ["EFT_TEST_CANARY"]
