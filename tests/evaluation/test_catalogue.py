"""Tasks by id and by folder, and folders that the user adds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from eft.evaluation import catalogue, tasks
from eft.types import UserError

LABS = tasks.read_family("codes/labs")[0].folder
ROOTS = Path(__file__).parent / "folders" / "shinka" / "roots"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home folder without tasks."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    tasks.own_families.cache_clear()
    tasks.read_family.cache_clear()
    yield tmp_path / "home"
    tasks.own_families.cache_clear()
    tasks.read_family.cache_clear()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A family that the suite does not have, in a folder of the user's."""
    folder = tmp_path / "mine" / "sequences"
    shutil.copytree(LABS, folder)
    return folder


def test_a_family_by_its_folder(own: Path) -> None:
    chosen = catalogue.select([str(own)])
    assert len(chosen) == len(tasks.read_family("codes/labs"))
    assert chosen[0].id.startswith("mine/sequences/n=")
    assert catalogue.find(f"{own}/n=66").id == "mine/sequences/n=66"
    with pytest.raises(UserError, match=r"holds \d+ tasks; name one, e.g. .*/sequences/n="):
        catalogue.find(str(own))
    with pytest.raises(UserError, match="unknown"):
        catalogue.find(f"{own}/n=1")


def test_an_added_family_is_known_by_its_id_and_in_no_split(own: Path, home: Path) -> None:
    found = catalogue.add(own)
    assert found[0].folder == home / ".eft" / "tasks" / "mine" / "sequences"
    (own / "task.yaml").unlink()  # the copy counts
    assert tasks.find("mine/sequences/n=66").family == "mine/sequences"
    assert [task.id for task in catalogue.added()] == [task.id for task in found]
    assert [task.id for task in tasks.select(("mine/sequences",))] == [task.id for task in found]
    assert not any(task.domain == "mine" for task in tasks.all_tasks())
    assert list((home / ".eft" / "tasks" / "mine").iterdir()) == [found[0].folder]


def test_an_added_folder_of_another_project(tmp_path: Path) -> None:
    folder = tmp_path / "Roots-2"
    shutil.copytree(ROOTS, folder)
    (folder / "__pycache__").mkdir()
    (added,) = catalogue.add(folder)
    assert (added.id, added.folder.name) == ("foreign/roots_2", "roots_2")
    assert catalogue.find("foreign/roots_2").folder == added.folder
    assert [task.id for task in catalogue.select(["foreign/roots_2"])] == ["foreign/roots_2"]
    assert not (added.folder / "__pycache__").exists()


def test_what_cannot_be_added(own: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is part of the suite already"):
        catalogue.add(LABS)
    copy = tmp_path / "codes" / "labs"
    shutil.copytree(LABS, copy)
    for use in (catalogue.add, lambda folder: catalogue.select([str(folder)]), lambda folder: catalogue.find(f"{folder}/n=31")):
        with pytest.raises(UserError, match="codes/labs is a family of the suite; rename"):
            use(copy)
    assert catalogue.select([str(copy)], copies=True)[0].folder == copy
    assert catalogue.find(f"{LABS}/n=31").id == "codes/labs/n=31"
    with pytest.raises(UserError, match="no such folder"):
        catalogue.add(tmp_path / "nothing")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="neither a task nor a task folder of another project"):
        catalogue.add(tmp_path / "empty")
    catalogue.add(own)
    with pytest.raises(UserError, match="is there already; remove it first"):
        catalogue.add(own)


def test_unknown_folders_of_other_projects_say_how_to_make_them_known() -> None:
    with pytest.raises(UserError, match="foreign/lost: unknown; name its folder, or make it known with `eft tasks add FOLDER`"):
        catalogue.find("foreign/lost")
