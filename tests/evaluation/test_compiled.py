"""Tasks whose programs are C: what is measured, what a measurement says, and one of each kind from end to end."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from eft.evaluation import contract
from eft.evaluation.compiled import ROUNDS, judged, race
from eft.evaluation.evaluate import SandboxEvaluator
from eft.evaluation.instances import PROFILES, limits
from eft.evaluation.record import version
from eft.evaluation.tasks import find, read_family, read_folder
from eft.evaluation.timing import kernels
from eft.evaluation.timing.harness import missing
from eft.evaluation.timing.lane import KernelLane
from eft.evaluation.timing.report import Report
from eft.types import InfrastructureError, Status, UserError

TASK = find("cpu/prefix_scan/kind=long")
SIGNATURE = "void prefix_scan(const uint32_t *x, uint32_t *out, int64_t n)"
needs_timer = pytest.mark.skipif(bool(missing()) or not shutil.which("cc"), reason=f"no kernel timer or compiler here: {missing()}")


@pytest.fixture(scope="module")
def cheap() -> Iterator[SandboxEvaluator]:
    evaluator = SandboxEvaluator("cheap")
    yield evaluator
    evaluator.close()


def test_a_task_names_kernel_and_case() -> None:
    kernel, case, plan = race(TASK, PROFILES["final"], limits(TASK, PROFILES["final"]))
    assert (kernel.name, kernel.cases[case], plan.pairs, plan.rounds) == ("prefix_scan", (1_000_003,), 10, ROUNDS)
    assert plan.limits.memory_bytes == 1 << 30
    kernel, case, plan = race(TASK, PROFILES["cheap"], limits(TASK, PROFILES["cheap"]))
    assert (kernel.cases[case], plan.pairs, plan.rounds) == ((50_003,), 25, 1)
    with pytest.raises(UserError, match="prefix_scan has no case 'x'; there is: default, 1003, 1000003"):
        race(replace(TASK, args={**TASK.args, "case": "x"}), PROFILES["train"], TASK.limits)


def test_every_task_has_sizes_of_its_own_in_the_cheap_profile() -> None:
    """Smaller, but for the shortest scan."""
    for family in ("gemm_small", "stencil", "prefix_scan", "softmax_norm", "spmv", "varint_decode"):
        for task in read_family(f"cpu/{family}"):
            kernel = kernels.find(task.args["kernel"])
            large, small = (kernel.work(kernel.cases[args["case"]]).bytes for args in (task.args, task.args["cheap"]))
            assert small < large / 3 or task.params["kind"] == "short"


def test_the_score_is_the_lower_end() -> None:
    report = Report("k", "c", "AMBIGUOUS", "", 1.25, 0.875, 1.5, 100.0, 125.0)
    verdict = judged(report)
    assert (verdict.valid, verdict.value) == (True, 0.875)
    assert verdict.reason == "one call: 100 us, the seed program's 125 us; median of the ratios 1.25, 95 % interval [0.875, 1.5]"
    refused = judged(Report("k", "c", "REJECTED", "call 3: output 0 differs"))
    assert (refused.valid, refused.value, refused.reason) == (False, None, "call 3: output 0 differs")


def test_noise_is_no_verdict() -> None:
    with pytest.raises(InfrastructureError, match="kernel timer: the machine is too noisy"):
        judged(replace(Report("k", "c", "NOISY"), ratio=1.0, low=0.5, high=2.0))
    with pytest.raises(InfrastructureError, match="too few undisturbed pairs"):
        judged(Report("k", "c", "NOISY", "too few undisturbed pairs"))


@needs_timer
def test_a_program_from_end_to_end(cheap: SandboxEvaluator) -> None:
    slow = "int turns; uint32_t sum = 0; for (int64_t i = 0; i < n; ++i) { sum += x[i]; for (turns = 0; turns < 8; ++turns) out[i] = sum; }"
    source = f"#include <stdint.h>\n{SIGNATURE} {{ volatile {slow} }}\n"
    outcome = cheap.evaluate(TASK, source)
    assert outcome.status is Status.OK, outcome.reason
    assert outcome.score is not None
    assert 0 < outcome.score < 0.9
    assert outcome.record["walls"].startswith("kernel timer, compiler: ")
    assert "one call: " in outcome.feedback


@needs_timer
@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("", "does not compile: "),
        (f"#include <stdint.h>\n{SIGNATURE} {{ *out = y; }}", "does not compile: .*'y' undeclared|undeclared identifier"),
        (f"#include <stdint.h>\n{SIGNATURE} {{}}", "call 1: output 0 was not written"),
        (f"#include <stdint.h>\n{SIGNATURE} {{ *(uint32_t *)x = 1; }}", "call 1: wrote to input 0, which is read-only"),
        ("\ud800\0", "does not compile: "),
    ],
)
def test_refused_programs(cheap: SandboxEvaluator, source: str, reason: str) -> None:
    outcome = cheap.evaluate(TASK, source)
    assert outcome.status is Status.INVALID
    assert outcome.score is None
    assert re.search(reason, outcome.reason), outcome.reason


@needs_timer
def test_a_broken_seed_program_is_the_machines_fault() -> None:
    lane = KernelLane()
    with pytest.raises(InfrastructureError, match="prefix_scan: the seed program does not compile"):
        lane.measure(*race(TASK, PROFILES["cheap"], TASK.limits), TASK.initial, "x")
    lane.close()
    lane.close()


@pytest.mark.skipif(bool(missing()), reason=f"no kernel timer here: {missing()}")
def test_without_a_compiler_one_line_says_so(cheap: SandboxEvaluator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match=r"^no C compiler on this machine \(looked for cc, gcc, clang\); install one, e\.g\. gcc$"):
        cheap.evaluate(TASK, TASK.initial)


def test_the_seed_program_is_part_of_the_version(tmp_path: Path) -> None:
    folder = tmp_path / "cpu" / "prefix_scan"
    shutil.copytree(TASK.folder, folder)
    assert version(replace(TASK, folder=folder)) == version(TASK)
    other = tmp_path / "cpu" / "other"
    shutil.copytree(TASK.folder, other)
    (other / "initial.c").write_text(TASK.initial + "\n")
    assert version(replace(TASK, folder=other)) != version(TASK)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("tags: [timing]", "tags: []", "the tag timing is missing"),
        ("int64_t n)", "int64_t length)", "the statement lacks `void prefix_scan"),
        ('case: "1003", cheap', 'case: "1004", cheap', "has no case '1004'"),
        ("kernel: segmented_scan", "kernel: segmented_scam", "kernel segmented_scam: unknown; did you mean segmented_scan"),
    ],
)
def test_the_contract_finds_what_is_wrong(tmp_path: Path, old: str, new: str, words: str) -> None:
    folder = tmp_path / "mine" / "scan"
    shutil.copytree(TASK.folder, folder)
    contract.complete(read_folder(folder))
    text = (folder / "task.yaml").read_text()
    assert old in text
    (folder / "task.yaml").write_text(text.replace(old, new))
    with pytest.raises((contract.Breach, UserError)) as caught:
        contract.complete(read_folder(folder))
    assert words in str(caught.value)
