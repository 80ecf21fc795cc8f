"""Every check of the contract finds the fault that it is for, and says what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from eft.evaluation import contract
from eft.evaluation.contract import Breach
from eft.evaluation.evaluate import SandboxEvaluator
from eft.evaluation.tasks import read_family, read_folder
from eft.types import Task


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound family to break."""
    at = tmp_path / "mine" / tmp_path.name
    shutil.copytree(read_family("codes/labs")[0].folder, at)
    return at


@pytest.fixture(scope="module")
def cheap() -> Iterator[SandboxEvaluator]:
    evaluator = SandboxEvaluator("cheap", workers=1)
    yield evaluator
    evaluator.close()


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def breach(check: Callable[..., object], folder: Path, *more: object) -> str:
    family: Sequence[Task] = read_folder(folder)
    with pytest.raises(Breach) as caught:
        check(family, *more)
    assert caught.value.remedy
    return str(caught.value)


def test_missing_files(folder: Path) -> None:
    shutil.rmtree(folder / "wrong")
    assert "wrong/ holds no program; write programs that must be refused" in breach(contract.complete, folder)
    (folder / "right" / "3_strong.py").unlink()
    assert "right/ holds fewer than 3 programs" in breach(contract.complete, folder)
    (folder / "initial.py").unlink()
    assert "initial.py is missing" in breach(contract.complete, folder)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("direction: min", "direction: max", "does not give the direction; write 'larger is better', or change `direction`"),
        ("inputs: {n: int}", "inputs: {n: int, width: int}", "does not mention width"),
        ("10 s CPU", "ten seconds", "does not give the limits"),
    ],
)
def test_statements(folder: Path, old: str, new: str, words: str) -> None:
    change(folder / "task.yaml", old, new)
    assert words in breach(contract.stated, folder)


def test_reference_values(folder: Path) -> None:
    change(folder / "task.yaml", "baseline: 465.0", "baseline: 46.0")
    assert "n=31: baseline, best known, far bound = [46.0, 67.0, 67.0]" in breach(contract.ordered, folder)


def test_instances(folder: Path) -> None:
    score = folder / "score.py"
    score.write_text(score.read_text() + "\n\nimport itertools\n_calls = itertools.count()\n_made = instance\n\n"
                     "def instance(params, seed):\n    public, secret = _made(params, seed)\n    return {**public, 'call': next(_calls)}, secret\n")  # fmt: skip
    assert "two calls of instance() differ" in breach(contract.reproducible, folder)


def test_scorers_with_a_memory(folder: Path) -> None:
    score = folder / "score.py"
    score.write_text(score.read_text() + "\n\nimport dataclasses, itertools\n_calls = itertools.count()\n_scored = score\n\n"
                     "def score(public, secret, answer):\n    return dataclasses.replace(_scored(public, secret, answer), value=float(next(_calls)))\n")  # fmt: skip
    assert "another verdict the second time; keep no state" in breach(contract.pure, folder)


def test_scorers_that_write_to_answers(folder: Path) -> None:
    score = folder / "score.py"
    score.write_text(score.read_text() + "\n\n_scored = score\n\ndef score(public, secret, answer):\n"
                     "    verdict = _scored(public, secret, answer)\n    answer['s'] = list(answer['s'])\n    answer['s'][0] = 1 - 2 * (answer['s'][0] > 0)\n    return verdict\n")  # fmt: skip
    assert "score()" in breach(contract.pure, folder)


def test_objectives_of_the_wrong_sign(folder: Path) -> None:
    file = folder / "objective.py"
    file.write_text(
        file.read_text() + "\n\n_Right = Objective\n\nclass Objective(_Right):\n    def value(self, z):\n        return -super().value(z)\n"
    )
    assert "smaller must be better to the objective" in breach(contract.agrees, folder)


def test_without_an_objective_two_checks_have_nothing_to_draw_from(folder: Path) -> None:
    (folder / "objective.py").unlink()
    family = read_folder(folder)
    assert contract.pure(family) is False
    assert contract.agrees(family) is False


def test_seed_programs(folder: Path, cheap: SandboxEvaluator) -> None:
    (folder / "initial.py").write_text("def solve(n):\n    return {'s': [0] * n}\n")
    assert "initial.py: invalid" in breach(contract.seed_program, folder, cheap)
    assert "n=31: initial.py: invalid" in breach(contract.every_instance, folder, cheap)


def test_ladders(folder: Path, cheap: SandboxEvaluator) -> None:
    right = folder / "right"
    (right / "2_textbook.py").write_text("# profile: cheap\ndef solve(n):\n    return {'s': [1] * n}\n")
    assert "2_textbook.py" in breach(contract.climbs, folder, cheap)
    (right / "2_textbook.py").write_text("def solve(n):\n    return {'s': [1] * n}\n")
    assert "first line 'def solve(n):'; write `# profile: cheap`" in breach(contract.climbs, folder, cheap)
    (right / "2_textbook.py").write_text("# profile: cheap; instance: n=1\n")
    assert "instance n=1 is none of task.yaml" in breach(lambda family: contract.profile(family, right / "2_textbook.py"), folder)
    (right / "2_textbook.py").unlink()
    assert "right/ holds 2 numbered programs" in breach(contract.climbs, folder, cheap)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def solve(n):\n    return {}\n", "write `# expect: STATUS: part of the reason`"),
        ("# expect: invalid: nothing\ndef solve(n):\n    return {'s': [1] * n}\n", "ends as ok"),
        ("# expect: invalid: too heavy\ndef solve(n):\n    return {'s': [2] * n}\n", "expected a reason with 'too heavy'"),
        (
            "# expect: ok:\n# at most: 20000\ndef solve(n):\n    return {'s': [1] * n}\n",
            "close the hole",
        ),
    ],
)
def test_wrong_programs(folder: Path, cheap: SandboxEvaluator, source: str, words: str) -> None:
    file = folder / "wrong" / "new.py"
    file.write_text(source)
    assert words in breach(contract.wrong_program, folder, file, cheap)


def test_long_programs(folder: Path, cheap: SandboxEvaluator) -> None:
    file = folder / "right" / "4_long.py"
    file.write_text("# profile: train\ndef solve(n):\n    return {'s': [1] * n}\n")
    train = SandboxEvaluator("train", workers=1)
    try:
        assert "with more time it must gain more" in breach(contract.long_program, folder, file, train, cheap)
    finally:
        train.close()


def test_what_a_strangers_code_raises_is_one_finding(folder: Path) -> None:
    (folder / "score.py").write_text("raise ZeroDivisionError('not today')\n")
    found = {finding.check: finding for finding in contract.findings(read_folder(folder))}
    assert found["stated"].passed
    assert (found["reproducible"].passed, found["reproducible"].words) == (False, "ZeroDivisionError: not today")
    assert not found["seed_program"].passed


def test_rounds_need_the_letter_a_reply_and_a_number(folder: Path) -> None:
    change(folder / "task.yaml", "representation: S", "representation: R")
    assert "representation R, score.py without reply(); R is the letter of families" in breach(contract.complete, folder)


def test_a_family_in_rounds_says_how_many(tmp_path: Path) -> None:
    at = tmp_path / "mine" / "modules"
    shutil.copytree(read_family("search/k_module")[0].folder, at)
    contract.complete(read_folder(at))
    change(at / "task.yaml", ", calls: 60}", "}")
    assert "limits.calls is missing; say how many rounds there are at most" in breach(contract.complete, at)
