"""Why two walls: the hostile programs of the conformance suite under Landlock alone, under seccomp alone, and under both.

A case is contained if it ends with its verdict and the host is unharmed. Otherwise it is `loose` (it ended as if nothing stood in its
way, or with another verdict) or `harm` (answers or secrets read or changed, files or processes left, a server broken).
Programs that would endanger the machine or its user without a wall (`wild`) are left out. Nothing of a real run can build half a sandbox.

    python benchmarks/ablation_sandbox.py        # a table, and benchmarks/results/ablation_sandbox.json
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from harness import write

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/exploits"))

from hostile import CASES, Case
from hostile.host import CANARY, Host, attacked, left_behind, offspring

from eft.evaluation.sandbox.child import landlock
from eft.evaluation.sandbox.zygote import Walls
from eft.types import InfrastructureError

MODES = {
    "landlock": Walls(seccomp=False),
    "landlock of ABI 5": Walls(seccomp=False, abi=5),  # before signals and abstract sockets could be scoped
    "seccomp": Walls(landlock=False),
    "both": Walls(),
    "both, landlock of ABI 1": Walls(abi=1),
}
IPC_RMID = 0
SHARED_BYTES = 1 << 28  # of case 30


def verdict(host: Host, case: Case) -> str:
    """`contained`, or what went wrong."""
    zygote, children = host.zygote, offspring(os.getpid())
    try:
        result = host.attack(case)
        harm = host.unharmed(result, case, zygote, children)
    except InfrastructureError:
        return "harm: the server was broken three times"
    if harm:
        return f"harm: {', '.join(harm)}"
    wrong = result.status not in case.statuses or (case.answer is not None and [repr(a) for a in result.answers] != [case.answer])
    return f"loose: {result.status} instead of {case.expected}" if wrong else "contained"


def repair(host: Host, children: set[int]) -> None:
    """Undo what a program did: the answers, files, segments, processes, and the servers."""
    host.sandbox.workers[0].close()
    for pid in offspring(os.getpid()) - children:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    for file in left_behind():
        file.rmdir() if file.is_dir() else file.unlink()
    for line in Path("/proc/sysvipc/shm").read_text().splitlines()[1:]:
        words = line.split()
        if int(words[3]) == SHARED_BYTES and words[6] == "0" and int(words[7]) == os.getuid():
            ctypes.CDLL(None).shmctl(int(words[1]), IPC_RMID, None)
    for file in host.secret.parent.iterdir():
        file.unlink()
    host.secret.write_text(CANARY)
    host.secret.chmod(0o600)
    host.before = host.secret.stat()
    host.run("def solve(**_): return 0")


def run(walls: Walls) -> dict[str, str]:
    """The verdict of every case that is not wild."""
    found = {}
    with tempfile.TemporaryDirectory() as folder, attacked(Path(folder), walls) as host:
        children = offspring(os.getpid()) - {*host.servers()}
        for case in CASES:
            if case.wild:
                continue
            found[case.id] = verdict(host, case)
            if found[case.id] != "contained":
                repair(host, children)
    return found


def main() -> int:
    """Run every mode, print what was not contained, keep the record; 1 if anything gets past both walls."""
    started = time.monotonic()
    found = {mode: run(walls) for mode, walls in MODES.items()}
    shown = [case for case in CASES if {found[mode].get(case.id, "contained") for mode in MODES} != {"contained"}]
    rows = [{"case": case.id, "program": case.name, **{mode: found[mode][case.id] for mode in MODES}} for case in shown]
    print(f"{'case':<6}{'program':<48}" + "".join(f"{mode:<26}" for mode in MODES))
    for row in rows:
        words = [row[mode] for mode in MODES]
        print(f"{row['case']:<6}{row['program'][:46]:<48}" + "".join(f"{'.' if w == 'contained' else w[:24]:<26}" for w in words))
    totals = {mode: Counter(w.partition(":")[0] for w in verdicts.values()) for mode, verdicts in found.items()}
    for mode, count in totals.items():
        print(f"{mode}: {count['contained']} contained, {count['loose']} loose, {count['harm']} harm of {sum(count.values())}")
    left_out = [case.id for case in CASES if case.wild]
    write(
        "ablation_sandbox",
        [],
        landlock_abi=landlock.abi(),
        seconds=round(time.monotonic() - started),
        totals=totals,
        cases=rows,
        wild=left_out,
    )
    return 0 if totals["both"]["contained"] == sum(totals["both"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
