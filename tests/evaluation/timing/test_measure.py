"""The verdict's own logic, and one measurement of each kind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from eft.evaluation.timing import kernels, measure
from eft.evaluation.timing.compiler import compile_kernel
from eft.evaluation.timing.harness import BACK_NS, Rejected, lost_ns, missing
from eft.evaluation.timing.measure import Plan, Report, Round, measure_source, peaks, summary
from eft.evaluation.timing.problem import Work
from eft.evaluation.timing.statistics import Ratio
from eft.types import InfrastructureError, UserError

needs_timer = pytest.mark.skipif(bool(missing()), reason=f"no kernel timer here: {missing()}")
HISTOGRAM = kernels.find("histogram")
QUICK = Plan(pairs=8, warm_ups=1, rounds=1, spare=0)
QUIET = Round(Ratio(1.0, 0.998, 1.002), 1000.0, 1000.0, 100.0, 40, 50)


def test_null_time_is_taken_off_before_the_ratio() -> None:
    """Candidate 150, reference 300, null 50: 250 / 100, not 300 / 150."""
    got = measure._reduce(replace(HISTOGRAM, work=lambda sizes: Work(0.0)), (1,), Round(), [(150.0, 300.0)] * 10, [50] * 20)
    assert got.ratio == Ratio(2.5, 2.5, 2.5)
    assert (got.candidate, got.reference, got.null, got.kept) == (100.0, 250.0, 50, 10)


def test_floor_is_nine_tenths_of_the_least_time() -> None:
    bytes_per_s, flops_per_s = peaks()
    assert 1e9 < bytes_per_s < 1e13
    assert 1e8 < flops_per_s < 1e13
    memory = replace(HISTOGRAM, work=lambda sizes: Work(bytes_per_s, 0.0))  # one second's worth
    assert measure.floor_ns(memory, (1,)) == pytest.approx(0.9e9)
    arithmetic = replace(HISTOGRAM, work=lambda sizes: Work(1.0, 2 * flops_per_s))
    assert measure.floor_ns(arithmetic, (1,)) == pytest.approx(1.8e9)


def test_faster_than_the_floor_is_rejected() -> None:
    second = replace(HISTOGRAM, work=lambda sizes: Work(peaks()[0]))
    at, below = [(0.9e9 + 50.0, 2e9)] * 6, [(0.9e9 + 48.0, 2e9)] * 6
    assert measure._reduce(second, (1,), Round(), at, [49] * 6).ratio is not None
    with pytest.raises(Rejected, match=r"faster than the machine's floor: 9e\+05 us < 9e\+05 us"):
        measure._reduce(second, (1,), Round(), below, [50] * 6)


def test_too_few_pairs_give_no_ratio() -> None:
    assert measure._reduce(HISTOGRAM, (1,), Round(), [(1e9, 1e9)] * 5, [1] * 10).ratio is None


def test_summary_of_quiet_rounds() -> None:
    report = summary(HISTOGRAM, "default", [QUIET] * 16, Plan())
    assert (report.verdict, report.accepted, report.pairs, report.ratio) == ("SAME", True, 640, 1.0)
    assert report.requeued == pytest.approx(0.2)  # 640 of 800 tried pairs were kept
    assert not summary(HISTOGRAM, "default", [QUIET] * 15, Plan()).accepted  # too few rounds


def test_noisy_rounds_can_only_say_fast_or_slow() -> None:
    slower, faster = (replace(QUIET, ratio=Ratio(value, value, value)) for value in (0.99, 1.01))
    assert summary(HISTOGRAM, "default", [slower, faster] * 8, Plan()).verdict == "NOISY"  # though each round alone is certain
    thin = replace(QUIET, kept=11)
    assert summary(HISTOGRAM, "default", [QUIET] * 15 + [thin], Plan()).verdict == "NOISY"  # a round without its pairs is none
    fast = replace(QUIET, ratio=Ratio(3.0, 2.5, 3.5))
    report = summary(HISTOGRAM, "default", [fast] * 4, Plan())
    assert (report.verdict, report.accepted, report.requeued) == ("FAST", False, 1.0)
    assert summary(HISTOGRAM, "default", [Round(tried=120)], Plan()).verdict == "NOISY"


def settled(source: Path, rival: Path | None = None) -> Report:
    """The first verdict that is not NOISY: what a busy machine says of itself is asked again, as a user would."""
    for _ in range(20):
        report = measure_source(HISTOGRAM, source, "", QUICK, rival=rival)
        if report.verdict != "NOISY":
            break
    return report


@needs_timer
def test_slow_candidate_is_slow() -> None:
    """One table instead of four, on long runs of equal bytes: about 2.7 times slower, far beyond any noise."""
    report = settled(HISTOGRAM.folder / "seed.c")
    assert report.verdict == "SLOW"
    assert report.candidate_us is not None
    assert report.floor_us is not None
    assert report.candidate_us > report.floor_us


@needs_timer
def test_fast_candidate_is_fast() -> None:
    """The other way round."""
    report = settled(HISTOGRAM.folder / "reference.c", rival=HISTOGRAM.folder / "seed.c")
    assert report.verdict == "FAST"
    assert report.low is not None
    assert report.low > 1


@needs_timer
def test_broken_rival_is_no_verdict_on_the_candidate(tmp_path: Path) -> None:
    bad = tmp_path / "bad.c"
    bad.write_text("#include <stdint.h>\nvoid histogram(const uint8_t *x, uint32_t *count, int64_t n) {}\n")
    with pytest.raises(InfrastructureError, match="the reference broke a rule: call 1: output 0 was not written"):
        measure_source(HISTOGRAM, HISTOGRAM.folder / "seed.c", "", QUICK, rival=bad)


def test_mistakes_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no case 'huge'; there is: default"):
        measure_source(HISTOGRAM, tmp_path / "a.c", "huge")
    with pytest.raises(UserError, match="kernel histogramm: unknown; did you mean histogram"):
        kernels.find("histogramm")


@needs_timer
def test_without_a_compiler_there_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match=r"no C compiler on this machine \(looked for cc, gcc, clang\)"):
        compile_kernel(HISTOGRAM.folder / "seed.c", HISTOGRAM.entry(), tmp_path)
    with pytest.raises(UserError, match=r"expected a file ending in \.c or \.cpp"):
        compile_kernel(Path(__file__), HISTOGRAM.entry(), tmp_path)


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "eft.kernel", *words], capture_output=True, text=True, timeout=120)


@needs_timer
def test_command_line(tmp_path: Path) -> None:
    shown = command("histogram")
    assert shown.returncode == 0
    assert "void histogram(const uint8_t *x, uint32_t *count, int64_t n);" in shown.stdout
    idle = tmp_path / "idle.c"
    idle.write_text("#include <stdint.h>\nvoid histogram(const uint8_t *x, uint32_t *count, int64_t n) {}\n")
    rejected = command("histogram", str(idle), "--json")
    assert rejected.returncode == 1
    assert json.loads(rejected.stdout)["verdict"] == "REJECTED"
    assert "was not written" in json.loads(rejected.stdout)["reason"]
    mistake = command("histogram", str(tmp_path / "none.c"))
    assert (mistake.returncode, mistake.stdout) == (2, "")
    assert mistake.stderr.endswith("none.c: No such file or directory\n")


@needs_timer
@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="an ordinary user: every other test shows it; or no setpriv")
def test_command_line_without_any_capability() -> None:
    """Root's processes without capabilities, as in a strict container: no priority, so that a busy machine may be too noisy."""
    words = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", sys.executable, "-m", "eft.kernel"]
    seed = str(HISTOGRAM.folder / "seed.c")
    done = subprocess.run([*words, "histogram", seed, "pairs=8", "rounds=1"], capture_output=True, text=True, timeout=120)
    assert done.returncode in (0, 3), done.stderr
    assert done.stdout.startswith(("SLOW", "NOISY"))


def test_what_a_call_lost() -> None:
    """On cores of their own any wait counts; on a shared one the timer is away while the kernel works, and the harness while it looks."""
    quiet = SimpleNamespace(wall_ns=50_000, waited_ns=8_000, away_ns=40_000, back_ns=11_000)
    assert lost_ns(quiet, shared=False) == 40_000
    assert lost_ns(quiet, shared=True) == 0
    other = SimpleNamespace(
        wall_ns=1_050_000, waited_ns=1_008_000, away_ns=1_040_000, back_ns=11_000
    )  # a third process had the core for 1 ms
    assert lost_ns(other, shared=True) == 998_000
    late = SimpleNamespace(wall_ns=50_000, waited_ns=0, away_ns=0, back_ns=BACK_NS + 7)
    assert lost_ns(late, shared=False) == lost_ns(late, shared=True) == 7


@needs_timer
@pytest.mark.slow
def test_one_core_for_both() -> None:
    """Timer and harness share a core and give it to each other."""
    code = (
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); import sys; from eft.kernel import main; "
        f"sys.exit(main(['histogram', {str(HISTOGRAM.folder / 'seed.c')!r}, 'pairs=8', 'rounds=1', '--json']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=200)
    assert done.returncode in (0, 3), done.stderr
    assert json.loads(done.stdout)["verdict"] in ("SLOW", "NOISY")
