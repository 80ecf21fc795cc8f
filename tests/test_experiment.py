"""A study with offline arms: cells, tables, resume on another machine, mistakes before anything runs."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from eft.config import load, parse_arguments
from eft.experiment import Settings, Study, main
from eft.types import UserError

CONFIG = """
title: A small study
out: {out}/runs
results: {out}/results
seeds: 2
draws: 300
once:
  - name: first
    command: compare
    what: parents
    settings: {{base: 0}}
each:
  - name: trial
    command: compare
    what: two teachers
    settings:
      arms: [{{name: teacher, backend: rules}}, {{name: doubled, backend: {{name: rules, double_rate: 0.9}}}}]
      tuned: doubled
      tasks: [codes/maxdet/n=15, graphs/extremal_girth/n=20]
      parents: "@first"
      seeds: 1
      attempts: 4
      points: [2, 4]
      per_stage: 1
      samples: 2
      fresh_seeds: 2
      seed: "@seed"
questions:
  - {{name: main, title: Search, step: trial, arm: doubled, against: [teacher], to: 4, role: confirmatory}}
  - {{name: edits, title: Edits, step: trial, arm: doubled, against: [teacher], measure: valid}}
  - {{name: best, title: Best, step: trial, arm: doubled, against: [teacher], measure: best_of}}
"""
PARENTS = (
    "arms: [{name: teacher, backend: rules}], tuned: teacher, tasks: [codes/maxdet/n=15, graphs/extremal_girth/n=20], seeds: 1, attempts: 1, "
    "points: [1], per_stage: 1, parent_attempts: 6, samples: 1, fresh_seeds: 2"
)


def config(folder: Path, **changes: str) -> str:
    """A config file below `folder`."""
    text = CONFIG.format(out=folder).replace("base: 0", PARENTS)
    for old, new in changes.items():
        text = text.replace(old, new)
    file = folder / "study.yaml"
    file.write_text(text)
    return str(file)


def test_a_study_leaves_cells_and_tables_and_goes_on_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([config(tmp_path), "seeds=1"]) == 0
    assert "trial: two teachers (training seed 0)" in capsys.readouterr().out
    cells = tmp_path / "results" / "cells"
    first = (cells / "trial-0.json").read_bytes()
    shutil.rmtree(tmp_path / "runs")  # another machine: only the cells are there
    assert main([config(tmp_path)]) == 0
    assert sorted(file.name for file in cells.iterdir()) == ["trial-0.json", "trial-1.json"]
    assert (cells / "trial-0.json").read_bytes() == first
    assert not (tmp_path / "runs" / "seed0").exists()
    table = (tmp_path / "results" / "results.md").read_text()
    assert "# A small study" in table
    assert "Equivalence within ±0.02" in table
    data = json.loads((tmp_path / "results" / "results.json").read_text())
    main_row = data["questions"][0]["rows"][0]
    assert (main_row["families"], main_row["seeds"], main_row["values"]) == (2, 2, 4)
    assert [row["p_holm"] is None for q in data["questions"] for row in q["rows"]] == [True, False, False]
    assert data["arms"]["trial"][0]["per_search"]["attempts"] == 4
    assert (tmp_path / "results" / "trial.svg").read_bytes().startswith(b"<svg")
    assert "doubled − teacher" in (tmp_path / "results" / "trial-lead.svg").read_text()
    with pytest.raises(UserError, match=r"question best: the cells of trial have no best_of of doubled among hand"):
        main([config(tmp_path, **{"measure: best_of": "measure: best_of, stages: [hand]"}), "--tables"])
    with pytest.raises(UserError, match=r"trial-0\.json: was measured with other settings"):
        main([config(tmp_path, **{"fresh_seeds: 2\n      seed": "fresh_seeds: 3\n      seed"})])


def test_processes_share_a_study_by_training_seed(tmp_path: Path) -> None:
    for seed in (1, 0):
        assert main([config(tmp_path), f"only=[{seed}]"]) == 0
        assert (tmp_path / "results" / "cells" / f"trial-{seed}.json").is_file()
    (tmp_path / "results" / "cells" / "trial-0.json").unlink()
    with pytest.raises(UserError, match=r"step trial: \S+/seed0/trial was finished with other settings"):
        main([config(tmp_path, **{"attempts: 4": "attempts: 5"})])
    with pytest.raises(UserError, match=r"only=\[2\]: training seeds are 0 … 1"):
        main([config(tmp_path), "only=[2]"])


def test_tables_are_made_of_what_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([config(tmp_path), "--tables"]) == 0
    assert "# A small study" in capsys.readouterr().out
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("name", ["smoke", "dev", "cpu", "arms", "ttrl", "sizes", "starts", "gpu", "finch_2b"])
def test_the_shipped_studies_are_sound(name: str) -> None:
    settings = load(Settings, parse_arguments([f"configs/experiment/{name}.yaml"]))
    Study(settings).check()
    assert [q.role for q in settings.questions].count("confirmatory") == (name not in ("dev", "arms", "ttrl", "sizes", "starts"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({'"@first"': '"@frist"'}, "@frist: no step has that name; steps: first, trial"),
        ({"attempts: 4": "atempts: 4"}, "experiment step trial: config key atempts: unknown"),
        ({"step: trial, arm": "step: trail, arm"}, "questions: trail: no comparison under `each` has that name"),
        ({"name: first": "name: trial"}, "steps: names must differ and not be `seed`: trial"),
        ({"measure: valid": "role: confirmatory"}, "at most one may be confirmatory"),
        (
            {"what: two teachers": "what: two teachers\n    tasks: [codes/maxdet/n=15]"},
            "step trial: arms and tasks belong together, in a fit step at test time",
        ),
    ],
)
def test_mistakes_are_named_before_anything_runs(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        main([config(tmp_path, **changes)])
    assert not (tmp_path / "runs").exists()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_smoke_study_runs_whole(tmp_path: Path) -> None:
    """Collection, data, three models, comparison, tables: what `make experiment` does."""
    assert main(["configs/experiment/smoke.yaml", "seeds=1", f"out={tmp_path / 'runs'}", f"results={tmp_path / 'results'}"]) == 0
    data = json.loads((tmp_path / "results" / "results.json").read_text())
    assert {arm["arm"] for arm in data["arms"]["sealed"]} == {"base", "control", "eft"}
    assert data["questions"][0]["rows"][0]["families"] == 2
    assert {arm["arm"] for arm in data["arms"]["ttrl"]} == {"trained", "frozen"}
    assert data["arms"]["ttrl"][0]["per_search"]["attempts"] == 16
    assert ("eft", "base") in {(row["arm"], row["other"]) for row in data["payback"]["sealed"]}


def test_the_data_are_those_of_the_protocol() -> None:
    """The file that the shipped studies train on is the one that docs/experiment.md names, and holds no dev or held-out family."""
    from eft.evaluation.tasks import select
    from eft.training.columns import stream_rows

    folder, page = Path("docs/results/cpu/data"), Path("docs/experiment.md").read_text()
    assert hashlib.sha256((folder / "transitions.parquet").read_bytes()).hexdigest() in page
    families: Counter[str] = Counter(row["family"] for row in stream_rows(folder, ["family"], needed=["family"]))
    assert len(families) == 74
    assert sum(families.values()) == 160_384
    assert not {family for family in families if f"{family}," in page or f"{family}." in page}  # those the protocol lists: dev, sealed
    trained = {task.family for task in select(("train",))}
    assert set(families) <= trained


@pytest.mark.slow
@pytest.mark.parametrize("name", [file.parent.name for file in sorted(Path("docs/results").glob("*/results.md"))])
def test_the_published_tables_are_those_of_the_published_cells(name: str, tmp_path: Path) -> None:
    shutil.copytree(Path("docs/results", name, "cells"), tmp_path / "cells")
    assert main([f"configs/experiment/{name}.yaml", "--tables", f"results={tmp_path}"]) == 0
    assert (tmp_path / "results.md").read_text() == Path("docs/results", name, "results.md").read_text()
