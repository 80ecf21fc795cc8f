"""README and docs: every command that they print is one that there is, every option one that its schema or registry has."""

from __future__ import annotations

import importlib
import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest

from eft.__main__ import COMMANDS
from eft.config import entries, entry_class, load, parse_arguments
from eft.evaluation.catalogue import select

ROOT = Path(__file__).parents[1]
PAGES = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))}
REGISTRIES = {"backend": "eft.backends", "archive": "eft.search.archives", "executor": "eft.search.executors"}
RUNS = ("evolve", "collect", "fit")  # whose every `key=value` is a field of their Settings


def commands(page: str) -> list[list[str]]:
    """Indented lines that start with `eft ` (with or without a prompt), split as a shell would, without their comments."""
    text = page.replace("\\\n", " ")
    lines = re.findall(r"^    (?:\$ )?(eft [a-z]+(?: .*)?)$", text, flags=re.MULTILINE)
    return [shlex.split(part, comments=True) for line in lines for part in line.split("&&")]


PRINTED = [command for page in PAGES.values() for command in commands(page) if command[1] in COMMANDS]


def test_the_pages_print_commands() -> None:
    assert {"doctor", "repair", "score", *RUNS} <= {command[1] for command in PRINTED}


@pytest.mark.parametrize("command", PRINTED, ids=" ".join)
def test_a_printed_command_can_be_given(command: list[str]) -> None:
    module = importlib.import_module(f"eft.{command[1]}")
    flags = [word for word in command[2:] if word.startswith("--")]
    assert all(flag in module.USAGE for flag in flags)
    if command[1] in RUNS:
        arguments = parse_arguments(command[2:], flags)
        load(module.Settings, arguments)
        assert len(select(arguments.words)) == len(arguments.words)


@pytest.mark.parametrize("part", sorted(REGISTRIES))
@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_named_option_is_a_field_of_some_entry(part: str, page: str) -> None:
    registry = REGISTRIES[part]
    known = {"name", *(field.name for name in entries(registry) for field in fields(entry_class(registry, name)))}
    assert {*re.findall(rf"`{part}\.([a-z_]+)", PAGES[page])} <= known


def test_the_table_of_archives_names_every_key_of_each() -> None:
    for name in entries("eft.search.archives"):
        (row,) = re.findall(rf"^\| `{name}`.*$", PAGES["engine.md"], flags=re.MULTILINE)
        keys = {*re.findall(r"`([a-z_]+)`", row.rsplit("|", 2)[1])}
        common = {"group_size"} if name in ("chain", "iid") else {"donors", "group_size"}
        assert keys | common == {field.name for field in fields(entry_class("eft.search.archives", name))}


@pytest.mark.parametrize("page", sorted(PAGES))
def test_links_and_files_that_a_page_names_exist(page: str) -> None:
    folder = ROOT if page == "README.md" else ROOT / "docs"
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", PAGES[page]) if "://" not in link]
    named = re.findall(r"`((?:benchmarks|configs|docs|tests|csrc|eft)/[\w/]+\.\w+)`", PAGES[page])
    assert [link for link in links if not (folder / link).exists()] == []
    assert [file for file in named if not (ROOT / file).exists()] == []
