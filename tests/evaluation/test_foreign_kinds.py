"""Task folders of the other conventions: three small ones of each kind, evolved as they are, and broken ones."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path
from typing import Any

import pytest

from eft.data import main as data
from eft.evaluation.catalogue import add
from eft.evaluation.foreign import ForeignEvaluator, find, load_task
from eft.evaluation.sandbox.jail import missing
from eft.evolve import main
from eft.search.store import Store
from eft.training.columns import OURS, read_rows
from eft.types import Outcome, Status, UserError

needs_jail = pytest.mark.skipif(bool(missing()), reason=f"no jail here: {missing()}")
ROOT = Path(__file__).parent / "folders"
FOLDERS = sorted(path for path in ROOT.glob("*/*") if path.is_dir())
KINDS = ["codeevolve", "harbor", "openevolve", "shinka", "theta"]
# Scores of the first programs, by hand: 10 - 1.3² of x = 1.3, y = 1.7 less 2.7²; and so on.
FIRST = {
    "openevolve/peak": 10 - (1.3 - 3) ** 2 - (1.7 + 1) ** 2,
    "openevolve/wave": 1 / (1 + math.sqrt((0.3**2 + 0.55**2 + 0.8**2 + 1.05**2 + 1.3**2) / 5)),
    "openevolve/cover": 1 / (1 + (10 - 6.5)),
    "shinka/roots": None,
    "shinka/spread": 0.11,
    "shinka/levels": 0.5,
    "codeevolve/ratio": 1 - abs(1 + 0.9 / 1.6 - (1 + math.sqrt(5)) / 2),
    "codeevolve/balance": -(0.5 * math.log(0.5) + 0.3 * math.log(0.3) + 0.2 * math.log(0.2)),
    "codeevolve/line": 1 / (1 + sum((x + 1) ** 2 for x in range(5))),
    "theta/spread": 0.18,
    "theta/cover": -0.2,
    "theta/energy": -sum(1 / (0.14 * k + 1e-3) * (6 - k) for k in range(1, 6)),
    "harbor/counter": 1 / (1 + 9),
    "harbor/slope": 0.5,
    "harbor/frontier_sums": 100 * 14 / 21,
}


def name(folder: Path) -> str:
    return f"{folder.parent.name}/{folder.name}"


def judge(folder: Path, program: str | None = None, **limits: Any) -> Outcome:
    task, evaluator = load_task(folder), ForeignEvaluator(**limits)
    try:
        return evaluator.evaluate(task, task.initial if program is None else program)
    finally:
        evaluator.close()


def copied(at: Path, kind: str, changes: dict[str, str | None]) -> Path:
    """One of the folders with some files rewritten, or removed."""
    folder = at / "task"
    shutil.copytree(ROOT / kind, folder)
    for file, text in changes.items():
        if text is None:
            (folder / file).unlink()
        else:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(text)
    return folder


def test_there_are_three_of_each_kind() -> None:
    assert [folder.parent.name for folder in FOLDERS] == [kind for kind in KINDS for _ in range(3)]
    assert {name(folder) for folder in FOLDERS} == set(FIRST)


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_a_folder_is_taken_for_what_it_is(folder: Path) -> None:
    found = find(folder)
    assert found is not None
    assert found.convention == folder.parent.name
    assert found.initial is not None
    assert found.initial.is_file()
    assert (folder / found.evaluator).is_file()
    assert found.timeout_s in (20.0, 300.0)


@needs_jail
@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_first_programs_have_their_scores(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    outcome = judge(folder)
    assert (outcome.status, outcome.trust, outcome.profile) == (Status.OK, "folder", "folder/jail"), outcome.reason
    if (expected := FIRST[name(folder)]) is not None:
        assert outcome.score == pytest.approx(expected, abs=1e-12)
    assert sorted(folder.rglob("*")) == before, "an evaluation left something behind"


def evolved(folder: Path, out: Path, capsys: pytest.CaptureFixture[str], attempts: int) -> dict[str, Any]:
    assert main([str(folder), f"attempts={attempts}", f"out={out}", "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return found


@needs_jail
@pytest.mark.parametrize("kind", KINDS)
def test_one_of_each_kind_is_evolved(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = next(ROOT.glob(f"{kind}/*"))
    found = evolved(folder, tmp_path / "run", capsys, 3)
    assert (found["attempts"], found["best"][0]["trust"]) == (3, "folder")
    assert (tmp_path / "run" / "best.py").read_text().count("EVOLVE-BLOCK-START") == 1


@pytest.mark.slow
@needs_jail
@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_twenty_attempts_by_rules(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = evolved(folder, tmp_path / "run", capsys, 20)
    assert found["attempts"] == 20
    assert found["accepted"] >= 1
    assert found["best_score"] >= judge(folder).score


# kind: (folder, files changed, status, part of the reason)
OWN = "import argparse, json, os\np = argparse.ArgumentParser(); p.add_argument('--program_path'); p.add_argument('--results_dir'); w = p.parse_args()\n"


def written(correct: str, metrics: str) -> str:
    return (
        OWN
        + f"for n, d in (('correct', {correct}), ('metrics', {metrics})): json.dump(d, open(os.path.join(w.results_dir, n + '.json'), 'w'))\n"
    )


WRONG_SHINKA = {
    "hangs": (OWN + "import time; time.sleep(600)\n", "timeout", "wall time limit"),
    "prints": (written("{'correct': True}", "{'combined_score': 2}") + "print('x' * 10**7)\n", "ok", ""),
    "forks": (written("{'correct': True}", "{'combined_score': 2}") + "import time\nif os.fork() == 0: os.setsid(); time.sleep(600)\n", "ok", ""),
    "not a number": (written("{'correct': True}", "{'combined_score': float('nan')}"), "invalid", "combined_score is nan"),
    "text": (written("{'correct': True}", "{'combined_score': 'high'}"), "invalid", "combined_score is text"),
    "no score": (written("{'correct': True}", "{'public': {}}"), "invalid", "no combined_score"),
    "incorrect": (written("{'correct': False, 'error': 'wrong sum'}", "{'combined_score': 9}"), "invalid", "wrong sum"),
    "no files": (OWN, "error", "the evaluator wrote no correct.json"),
    "a list": (written("[]", "{}"), "error", "correct.json is no JSON object"),
    "exits": (OWN + "raise SystemExit(3)\n", "error", "evaluate.py ended with 3"),
    "leaves": (OWN + "os._exit(0)\n", "crash", "without an answer"),
}  # fmt: skip


@needs_jail
@pytest.mark.parametrize("trouble", WRONG_SHINKA)
def test_trouble_with_shinka_folders(tmp_path: Path, trouble: str) -> None:
    evaluator, status, words = WRONG_SHINKA[trouble]
    folder = copied(tmp_path, "shinka/roots", {"evaluate.py": evaluator})
    outcome = judge(folder, wall_s=1.0 if status == "timeout" else None)
    assert outcome.status == status, outcome.reason
    assert words in outcome.reason
    assert outcome.trust == "folder"


@needs_jail
@pytest.mark.parametrize(
    ("kind", "changes", "status", "words"),
    [
        ("codeevolve/line", {"input/evaluate.py": "import sys\nopen(sys.argv[2], 'w').write('{\"other\": 1}')\n"}, "invalid", "no benchmark_ratio among"),
        ("codeevolve/line", {"input/evaluate.py": "pass\n"}, "error", "the evaluator wrote no results.json"),
        ("codeevolve/line", {"input/evaluate.py": "import sys\nsys.exit('bad weights')\n"}, "error", "ended with bad weights"),
        ("theta/spread", {"initial_programs/initial_program.py": "# EVOLVE-BLOCK-START\nx = 1\n# EVOLVE-BLOCK-END\n"}, "invalid", "saved no solution"),
        ("theta/spread", {"initial_programs/initial_program.py": "import time\ntime.sleep(600)\n"}, "timeout", "wall time limit"),
        ("theta/spread", {"evaluators/verify.py": "def validate_solution(d): return False, 'no'\ndef compute_objective_value(d): return 1\n"}, "invalid", "validation failed: no"),
        ("harbor/counter", {"tests/check.py": "print('high')\n"}, "error", "left no reward"),
        ("harbor/counter", {"tests/check.py": "print('nan')\n"}, "invalid", "combined_score is nan"),
        ("harbor/counter", {"tests/check.py": "raise SystemExit(1)\n"}, "error", "left no reward"),
        ("harbor/counter", {"tests/check.py": "import time; time.sleep(600)\n"}, "timeout", "wall time limit"),
    ],
)  # fmt: skip
def test_trouble_with_other_folders(tmp_path: Path, kind: str, changes: dict[str, str | None], status: str, words: str) -> None:
    outcome = judge(copied(tmp_path, kind, changes), wall_s=1.0 if status == "timeout" else None)
    assert outcome.status == status, outcome.reason
    assert words in outcome.reason


@needs_jail
@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        ("shinka/roots", {"evaluate.py": "import no_such_package\n"}, r"evaluate.py cannot be loaded: No module named 'no_such_package'.*the jail shows numpy, scipy"),
        ("shinka/roots", {"evaluate.py": "def f( return\n"}, "evaluate.py cannot be loaded"),
        ("codeevolve/line", {"input/evaluate.py": "import jax\n"}, "No module named 'jax'"),
    ],
)  # fmt: skip
def test_a_broken_script_is_its_users_mistake(tmp_path: Path, kind: str, changes: dict[str, str | None], words: str) -> None:
    with pytest.raises(UserError, match=words):
        judge(copied(tmp_path, kind, changes))


@needs_jail
def test_a_candidate_cannot_call_the_folder_broken(tmp_path: Path) -> None:
    """Whatever it writes into the result, a search goes on as long as the folder works for its first program."""
    forged = (
        "import os, sys\nfrom eft_sandbox import frame\n"
        "def search():\n    sys.modules['eft_sandbox.folder'].end(frame.encode({'status': 'ok', 'error': '', 'answers': [{'broken': 'stop'}], 'used': [0]}))\n"
    )
    outcome = judge(ROOT / "openevolve" / "peak", forged)
    assert outcome.status is Status.ERROR
    assert "stop" in outcome.reason


@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        ("shinka/roots", {"initial.cpp": ""}, r"exactly one first program \(initial.\*\), found initial.cpp, initial.py"),
        ("shinka/levels", {"config.yaml": "job_config:\n  time: soon\n"}, "job_config.time: expected HH:MM:SS, got 'soon'"),
        ("shinka/levels", {"config.yaml": "job_config:\n  eval_program_path: other.py\n"}, "eval_program_path: other.py: no such file"),
        ("codeevolve/balance", {"config.yaml": "INIT_FILE_DATA: {filename: x.py}\n"}, "INIT_FILE_DATA.filename: src/x.py: no such file"),
        ("codeevolve/balance", {"config.yaml": "EVAL_TIMEOUT: -1\n"}, "EVAL_TIMEOUT: expected a positive number, got -1"),
        ("theta/cover", {"configs/config_cover.yaml": "variables: 3\n"}, "variables: expected `key: value` lines"),
        ("harbor/counter", {"task.toml": "a = [\n"}, "task.toml: not valid TOML"),
        ("harbor/counter", {"environment/docker-compose.yaml": ""}, "needs other services; the jail has neither containers nor a network: run it with Harbor"),
        ("harbor/counter", {"tests/test.sh": "uvx pytest\n"}, "tests/test.sh calls uvx; the jail has neither"),
        ("harbor/slope", {"environment/submission_config.json": '{"kind": "directory", "path": "/app"}'}, "submissions of kind directory at /app are not run here"),
        ("openevolve/peak", {"evaluator.py": None, "evaluator/Dockerfile": "FROM x"}, "an evaluator that is a container is not run here"),
    ],
)  # fmt: skip
def test_mistakes_and_what_needs_a_container(tmp_path: Path, kind: str, changes: dict[str, str | None], words: str) -> None:
    with pytest.raises(UserError, match=words):
        load_task(copied(tmp_path, kind, changes))


@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        ("shinka/roots", {"shinka.yaml": "max_evaluation_job: 1\n"}, "shinka.yaml: max_evaluation_job: unknown, ignored; did you mean max_evaluation_jobs?"),
        ("shinka/levels", {"config.yaml": "job_config: {tim: 3}\n"}, "config.yaml: job_config.tim: unknown, ignored; did you mean time?"),
        ("shinka/levels", {"other.yaml": "x: 1\n"}, "config.yaml is used, not other.yaml; to choose another, copy the folder and keep that one only"),
        ("codeevolve/balance", {"config.yaml": "EVAL_TIME: 3\n"}, "config.yaml: EVAL_TIME: unknown, ignored; did you mean EVAL_TIMEOUT?"),
        ("codeevolve/line", {}, "configuration: EVOLVE_CONFIG.fitness_key: not given, benchmark_ratio is taken"),
        ("theta/cover", {"configs/config_cover.yaml": "variable: {}\n"}, "configs/config_cover.yaml: variable: unknown, ignored; did you mean variables?"),
        ("harbor/slope", {}, "environment/Dockerfile: not built; what its RUN and COPY lines provide is missing in the jail"),
        ("harbor/counter", {"task.toml": "[verifiers]\n"}, "task.toml: verifiers: unknown, ignored; did you mean verifier?"),
    ],
)  # fmt: skip
def test_what_is_not_honoured_is_named(tmp_path: Path, kind: str, changes: dict[str, str | None], words: str) -> None:
    found = find(copied(tmp_path, kind, changes))
    assert found is not None
    assert words in found.warnings


def test_what_folders_say_reaches_the_task() -> None:
    assert load_task(ROOT / "theta" / "spread").statement == "Give 5 numbers; the target is 0.25."
    assert load_task(ROOT / "codeevolve" / "balance").unit == "entropy"
    assert load_task(ROOT / "harbor" / "slope").limits.memory_mb == 1024
    assert load_task(ROOT / "shinka" / "levels").limits.wall_s == 20.0
    assert load_task(ROOT / "openevolve" / "cover").initial.startswith("# EVOLVE-BLOCK-START\ndef places")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((ROOT / "shinka" / "roots", "codes/labs/n=66"), "cannot share a run"),
        ((ROOT / "shinka" / "spread", ROOT / "theta" / "spread"), "both are called foreign/spread; rename one of the folders"),
        ((ROOT / "shinka" / "roots", "sandbox=unsafe"), "judged in the jail only"),
    ],
)
def test_what_evolve_refuses(tmp_path: Path, words: tuple[Any, ...], message: str) -> None:
    with pytest.raises(UserError, match=message):
        main([*map(str, words), f"out={tmp_path / 'run'}"])
    assert not (tmp_path / "run").exists()


def test_folders_without_a_first_program(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="has no first program to start from; give initial=FILE"):
        main([str(copied(tmp_path, "harbor/counter", {"solution/solution.py": None})), f"out={tmp_path / 'run'}"])
    (other := tmp_path / "other").mkdir()
    (other / "initial.rs").write_text("fn main() {}")
    (other / "evaluate.py").write_text("")
    with pytest.raises(UserError, match=r"initial\.rs: the search changes Python programs"):
        main([str(other), f"out={tmp_path / 'run'}"])


@needs_jail
def test_attempts_on_an_added_folder_become_training_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    add(ROOT / "shinka" / "roots")
    evolved(Path("foreign/roots"), tmp_path / "run", capsys, 4)
    with Store(tmp_path / "run" / "run.db") as store:
        outcomes = [attempt.outcome for attempt in store.attempts("foreign/roots@0") if attempt.outcome is not None]
    assert {outcome.trust for outcome in outcomes} == {"folder"}
    assert data(["build", str(tmp_path / "run"), f"out={tmp_path / 'data'}"]) == 0
    rows = read_rows(tmp_path / "data", OURS)
    assert len(rows) >= len(outcomes) - 1
    assert {row["family"] for row in rows} == {"foreign/roots"}


@needs_jail
def test_further_packages_are_shown_by_name(tmp_path: Path) -> None:
    uses = "import yaml\ndef evaluate(path): return {'combined_score': yaml.safe_load('2.5')}\n"
    folder = copied(tmp_path, "openevolve/wave", {"evaluator.py": uses})
    with pytest.raises(UserError, match=r"No module named 'yaml' \(the jail shows numpy, scipy; modules=\[NAME, …\] shows other"):
        judge(folder)
    assert judge(folder, modules=("yaml",)).score == 2.5
    (folder / "evaluator.py").write_text("import typing_extensions\ndef evaluate(path): return {'combined_score': 2}\n")  # a single file
    assert judge(folder, modules=("typing_extensions",)).score == 2.0
    with pytest.raises(UserError, match="modules: no_such: no package of that name is installed"):
        judge(folder, modules=("no_such",))


def test_programs_of_the_suite_are_shown_no_more(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="modules: only folders of other projects"):
        main(["codes/labs/n=66", "modules=[yaml]", f"out={tmp_path / 'run'}"])
