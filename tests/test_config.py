"""Configuration: merging, did-you-mean, registries, run folders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml

from eft.config import build, entries, load, merge, parse_arguments, pick, read_yaml
from eft.runs import open_run_folder, plain
from eft.types import UserError


@dataclass(frozen=True)
class Optimiser:
    lr: float = 1e-3
    betas: tuple[float, float] = (0.9, 0.99)


@dataclass(frozen=True)
class Command:
    task: str = ""
    attempts: int = 10
    seconds: float | None = None
    order: Literal["free", "strict"] = "free"
    out: Path = Path("runs/x")
    tasks: tuple[str, ...] = ()
    optimiser: Optimiser = field(default_factory=Optimiser)
    archive: Any = pick("eft.search.archives", "best")


def command(*argv: str) -> Command:
    arguments = parse_arguments(argv)
    return load(Command, arguments, task=arguments.words[0] if arguments.words else None)


def test_arguments_are_sorted_by_form() -> None:
    parsed = parse_arguments(["a.yaml", "packing/circles_in_square/n=26", "seed=3", "x.y=4", "--json"], ("--json",))
    assert parsed.configs == ("a.yaml",)
    assert parsed.words == ("packing/circles_in_square/n=26",)
    assert parsed.overrides == ("seed=3", "x.y=4")
    assert parsed.flags == ("--json",)


def test_overrides_are_typed_and_nested() -> None:
    got = command("attempts=20", "optimiser.lr=1e-5", "seconds=3", "tasks=[a,b]", "task=codes/labs/n=31")
    assert (got.attempts, got.optimiser.lr, got.seconds, got.tasks) == (20, 1e-5, 3.0, ("a", "b"))
    assert isinstance(got.seconds, float)
    assert got.task == "codes/labs/n=31"


def test_a_single_value_is_a_list_of_one() -> None:
    assert command("tasks=codes/labs").tasks == ("codes/labs",)


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("atempts=3", "config key atempts: unknown; did you mean attempts?"),
        ("optimiser.learning=3", "config key optimiser.learning: unknown"),
        ("attempts=many", "config key attempts: expected int, got 'many'"),
        ("attempts=true", "config key attempts: expected int, got True"),
        ("order=strickt", "config key order: 'strickt' is not one of free, strict; did you mean strict?"),
        ("archive=bets", "config key archive: unknown name 'bets'; did you mean best?"),
        ("optimiser.betas=[1]", "config key optimiser.betas: expected 2 values, got 1"),
        ("optimiser=3", "config key optimiser: expected a mapping, got 3"),
    ],
)
def test_mistakes_name_the_key_and_the_remedy(argument: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        command(argument)
    assert str(caught.value).startswith(message)


def test_base_files_merge_left_to_right_then_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("attempts: 1\nseconds: 1\norder: strict\n")
    (tmp_path / "b.yaml").write_text("seconds: 2\n")
    (tmp_path / "c.yaml").write_text("base: [a.yaml, b.yaml]\nattempts: 3\n")
    assert read_yaml(tmp_path / "c.yaml") == {"attempts": 3, "seconds": 2, "order": "strict"}
    assert command(str(tmp_path / "c.yaml"), "seconds=5").seconds == 5.0


def test_a_circle_of_bases_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("base: b.yaml\n")
    (tmp_path / "b.yaml").write_text("base: a.yaml\n")
    with pytest.raises(UserError, match="circle"):
        read_yaml(tmp_path / "a.yaml")


def test_changing_the_name_drops_the_old_fields() -> None:
    assert merge({"b": {"name": "x", "p": 1}}, {"b": {"name": "y"}}) == {"b": {"name": "y"}}
    assert merge({"b": {"name": "x", "p": 1}}, {"b": {"p": 2}}) == {"b": {"name": "x", "p": 2}}
    assert merge({"b": "x"}, {"b": {"p": 2}}) == {"b": {"name": "x", "p": 2}}
    assert merge({"b": {"name": "x", "p": 1}}, {"b": "y"}) == {"b": "y"}


def test_interpolation_reaches_keys_but_never_resolvers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY_KEY", "secret-canary")
    (tmp_path / "a.yaml").write_text("attempts: 7\nseconds: ${attempts}\n")
    assert command(str(tmp_path / "a.yaml")).seconds == 7.0
    (tmp_path / "b.yaml").write_text("task: ${oc.env:CANARY_KEY}\n")
    with pytest.raises(UserError, match="refused") as caught:
        command(str(tmp_path / "b.yaml"))
    assert "secret-canary" not in str(caught.value)


@pytest.mark.parametrize("text", ["a: &x [1]\nb: *x\n", "a: !!python/object/apply:os.system [true]\n", "- 1\n", "a: [1\n", "a: \x00\n"])
def test_bad_yaml_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yaml").write_text(text)
    with pytest.raises(UserError) as caught:
        read_yaml(tmp_path / "a.yaml")
    assert "\n" not in str(caught.value)
    assert "a.yaml" in str(caught.value)


def test_ampersands_in_text_are_no_aliases(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text('a: "x & y"\nb: |\n  pairs i *j and &k\n  more\nc: 2 * 3\n')
    assert read_yaml(tmp_path / "a.yaml")["c"] == "2 * 3"


def test_plain_round_trips_through_yaml() -> None:
    first = command("archive.name=puct", "attempts=3")
    again = build(Command, yaml.safe_load(yaml.safe_dump(plain(first))), "")
    assert again == first
    assert plain(first)["archive"]["name"] == "puct"


def test_registry_lists_files() -> None:
    assert {"best", "islands", "puct"} <= set(entries("eft.search.archives"))


def test_run_folder_resumes_only_the_same_run(tmp_path: Path) -> None:
    out = tmp_path / "run"
    assert open_run_folder(out, "evolve", command("attempts=10"), budgets=("attempts",)) is False
    assert open_run_folder(out, "evolve", command("attempts=10"), budgets=("attempts",)) is True
    assert open_run_folder(out, "evolve", command("attempts=20"), budgets=("attempts",)) is True
    before = (out / "config.yaml").read_bytes()
    with pytest.raises(UserError, match=r"attempts \(was 20, now 5\)"):
        open_run_folder(out, "evolve", command("attempts=5"), budgets=("attempts",))
    with pytest.raises(UserError, match="order"):
        open_run_folder(out, "evolve", command("attempts=20", "order=strict"), budgets=("attempts",))
    with pytest.raises(UserError, match="belongs to `eft evolve`"):
        open_run_folder(out, "fit", command("attempts=20"))
    assert (out / "config.yaml").read_bytes() == before


def test_a_foreign_folder_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(UserError, match="not a run folder"):
        open_run_folder(tmp_path, "evolve", command())


def test_a_changed_setting_deep_inside_is_named_alone(tmp_path: Path) -> None:
    from eft.fit import Settings

    def opened(*words: str) -> None:
        open_run_folder(tmp_path / "run", "fit", load(Settings, parse_arguments([*words, f"out={tmp_path / 'run'}"])))

    opened()
    with pytest.raises(UserError, match=r"other settings: data\.max_repeats \(was 3, now 5\), model\.hidden \(was 192, now 64\);"):
        opened("data.max_repeats=5", "model.hidden=64")
    with pytest.raises(UserError, match=r"other settings: model\.name \(was 'nano', now 'hf'\);"):
        opened("model.name=hf")


@dataclass(frozen=True)
class Newer(Command):
    """`Command` of a later version."""

    executor: Any = pick("eft.search.executors", "local")
    parts: tuple[Optimiser, ...] = (Optimiser(), Optimiser(lr=1.0))
    limit: int | None = 7
    pools: Mapping[str, Optimiser] = field(default_factory=lambda: {"first": Optimiser()})


@dataclass(frozen=True)
class Demanding(Newer):
    must: int = field(kw_only=True)


def reopened(out: Path, schema: type[Command], *words: str) -> bool:
    return open_run_folder(out, "evolve", load(schema, parse_arguments([*words, f"out={out}"])), budgets=("limit",))


def without(file: Path, *keys: str) -> None:
    """Write `file` as a version did that did not know `keys` (dotted, numbers for places in lists)."""
    data = yaml.safe_load(file.read_text())
    for key in keys:
        *above, last = key.split(".")
        inner = data
        for part in above:
            inner = inner[int(part) if part.isdigit() else part]
        del inner[last]
    file.write_text(yaml.safe_dump(data))


NEW_KEYS = ("executor", "limit", "optimiser.betas", "archive.decay", "parts.1.betas", "pools.first.betas")


def test_settings_that_an_older_version_did_not_know_count_as_their_defaults(tmp_path: Path) -> None:
    assert reopened(tmp_path / "run", Newer) is False
    whole = yaml.safe_load((tmp_path / "run" / "config.yaml").read_text())
    without(tmp_path / "run" / "config.yaml", *NEW_KEYS)
    assert reopened(tmp_path / "run", Newer) is True
    assert yaml.safe_load((tmp_path / "run" / "config.yaml").read_text()) == whole  # so that a default changed later is noticed
    assert reopened(tmp_path / "other", Newer, "executor.timing_cores=2", "archive.name=puct", "archive.exploration=2") is False
    without(tmp_path / "other" / "config.yaml", "executor.timing_cores", "archive.exploration")
    with pytest.raises(UserError, match=r"settings: archive\.exploration \(was 1\.0, now 2\.0\), executor\.timing_cores \(was 1, now 2\);"):
        reopened(tmp_path / "other", Newer, "executor.timing_cores=2", "archive.name=puct", "archive.exploration=2")
    assert reopened(tmp_path / "other", Newer, "archive.name=puct") is True


@pytest.mark.parametrize(
    ("words", "difference"),
    [
        (["executor.timing_cores=2"], "executor.timing_cores (was 1, now 2)"),
        (["optimiser.betas=[0.8,0.99]"], "optimiser.betas (was [0.9, 0.99], now [0.8, 0.99])"),
        (["archive.decay=0.5"], "archive.decay (was 0.7, now 0.5)"),
        (["archive.name=puct"], "archive.name (was 'best', now 'puct')"),
        (["limit=6"], "limit (was 7, now 6)"),
    ],
)
def test_a_setting_unknown_before_that_is_not_its_default_is_a_difference(tmp_path: Path, words: list[str], difference: str) -> None:
    assert reopened(tmp_path, Newer) is False
    without(tmp_path / "config.yaml", *NEW_KEYS)
    before = (tmp_path / "config.yaml").read_bytes()
    with pytest.raises(UserError, match=re.escape(f"other settings: {difference};")):
        reopened(tmp_path, Newer, *words)
    assert (tmp_path / "config.yaml").read_bytes() == before
    assert reopened(tmp_path, Newer, "limit=8") is True  # a budget that grew above its default


def test_a_setting_unknown_before_without_a_default_is_a_difference(tmp_path: Path) -> None:
    assert reopened(tmp_path, Newer) is False
    with pytest.raises(UserError, match=r"other settings: must \(was None, now 3\);"):
        reopened(tmp_path, Demanding, "must=3")
