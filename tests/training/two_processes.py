"""What each process of `test_processes` runs: a list of moves read from a file, in the process group that the variables describe."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import torch


def rewind(out: Path) -> None:
    """As if the run had been killed between its first checkpoint and its end."""
    for file in sorted((out / "checkpoints").glob("step=*.ckpt"))[1:]:
        file.unlink()
    shutil.rmtree(out / "export")
    (out / "summary.json").unlink()


def main() -> int:
    from eft import fit
    from eft.training import world

    for kind, value in json.loads(Path(sys.argv[1]).read_text()):
        if kind == "fit" and (code := fit.main(value)):
            return code
        if kind == "rewind" and world.join().rank == 0:
            rewind(Path(value))
        torch.distributed.barrier()
    return 0


if __name__ == "__main__":
    sys.exit(main())
