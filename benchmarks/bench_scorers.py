"""Compiled exact scorers against what a researcher would write, in the same interleaved run: `python benchmarks/bench_scorers.py [DOMAIN …]`.

Ours are exact (integer grid, zero tolerance, repair included); rivals in floating point prove nothing. Before timing, each rival must agree
with ours to its accuracy on the benchmarked inputs. Rivals get what they need ready-made (index arrays, compiled code).
A domain is a file of `benchmarks/scorers/` with `rows(rng)`; its results go to `benchmarks/results/scorers/<domain>.json`.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil

import numba
import numpy as np
import scipy
import scorers
from harness import show, write

from eft import _scorers

NOTES = "ours: exact, with repair, through the Python binding; ratio = rival time / our time, CPU time of one thread"


def main() -> None:
    domains = sorted(info.name for info in pkgutil.iter_modules(scorers.__path__))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("domains", nargs="*", metavar="DOMAIN", help=f"which to run (default: all of {', '.join(domains)})")
    parser.add_argument("--no-write", action="store_true", help="print only")
    options = parser.parse_args()
    if unknown := set(options.domains) - set(domains):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there is: {', '.join(domains)}")
    versions = {"numpy": np.__version__, "scipy": scipy.__version__, "numba": numba.__version__}
    for domain in options.domains or domains:
        rows = list(importlib.import_module(f"scorers.{domain}").rows(np.random.default_rng(0)))
        print(show(rows), flush=True)
        if not options.no_write:
            print(write(f"scorers/{domain}", rows, simd=_scorers.simd_level(), versions=versions, notes=NOTES))


if __name__ == "__main__":
    main()
