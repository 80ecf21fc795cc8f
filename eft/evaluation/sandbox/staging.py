"""Root's folders for jails, which run as `nobody`: what that user may not read is copied to where it may, once."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import threading
from pathlib import Path

from eft.evaluation.sandbox.bubblewrap import NOBODY


def readable(folder: Path) -> bool:
    """Whether everybody may read all of it."""
    paths = (folder, *folder.rglob("*"))
    return all(path.is_symlink() or _mode(path) & _needed(path) == _needed(path) for path in paths)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _needed(path: Path) -> int:
    return stat.S_IROTH | stat.S_IXOTH if path.is_dir() else stat.S_IROTH


class Stage:
    """Copies that nobody but `nobody` and root can read; `close` removes them."""

    def __init__(self) -> None:
        self._copies: dict[Path, Path] = {}
        self._lock = threading.Lock()

    def place(self, folder: Path) -> Path:
        """The folder itself, or its copy where this process is root and a jail could not read it."""
        with self._lock:
            if folder not in self._copies:
                self._copies[folder] = folder if os.geteuid() != 0 or readable(folder) else self._copy(folder)
            return self._copies[folder]

    def _copy(self, folder: Path) -> Path:
        top = Path(tempfile.mkdtemp(prefix="eft-folder-"))
        shutil.copytree(folder, top, symlinks=True, dirs_exist_ok=True)
        for path in (top, *top.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
            if not path.is_symlink():
                path.chmod(0o500 if path.is_dir() else 0o400)
        return top

    def close(self) -> None:
        """Remove the copies."""
        with self._lock:
            for folder, copy in self._copies.items():
                if copy != folder:
                    shutil.rmtree(copy)
            self._copies.clear()
