"""Harbor task folders that need no container, as Frontier-CS publishes them: `task.toml`, `instruction.md`, `tests/`, `environment/`.

Conventions of harborframework.com and of github.com/FrontierCS/Frontier-CS (adapters/frontier-cs-2.0). With `tests/problem_evaluator.py`
its `evaluate(path) -> (score, unbounded score, message)` is called. Otherwise `tests/test.sh` runs with the program at /app/solution.py and
leaves a reward in /logs/verifier/reward.txt or reward.json. The image of `environment/Dockerfile` is never built: a folder whose verifier
needs other services, or a network, is refused with a line that says so.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from eft.evaluation.conventions._config import TIMEOUT_S, idle, positive, section, unknown
from eft.evaluation.foreign import ForeignFolder
from eft.types import UserError

CONFIG, SCRIPT, FRONTIER = "task.toml", "tests/test.sh", "tests/problem_evaluator.py"
SUBMISSION = "/app/solution.py"
TOP = ("schema_version", "version", "source", "task", "metadata", "verifier", "agent", "environment", "solution")
IDLE = ("agent",)  # of TOP; the others are honoured, or mere description
FIRST = ("environment/harbor_app/{name}", "environment/{name}", "solution/{name}", "solution/reference{suffix}", "solution/reference.py")
NETWORK = re.compile(r"^[^#\n]*\b(apt-get|apt|curl|wget|uvx|uv|pip3? install|docker|git clone)\b", re.MULTILINE)
OUTSIDE = "the jail has neither containers nor a network: run it with Harbor"


def recognises(folder: Path) -> bool:
    """A task.toml with a verifier."""
    return (folder / CONFIG).is_file() and ((folder / SCRIPT).is_file() or (folder / FRONTIER).is_file())


def load(folder: Path) -> ForeignFolder:
    """The folder's contents; UserError names what is wrong with its configuration, or what it needs a container for."""
    file = folder / CONFIG
    try:
        config = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{file}: not valid TOML: {error}") from error
    verifier, environment = section(file, config, "verifier"), section(file, config, "environment")
    frontier = (folder / FRONTIER).is_file()
    submission = _submission(folder)
    if not frontier:
        _refuse_services(folder)
    name = Path(submission).name
    places = [folder / place.format(name=name, suffix=Path(name).suffix) for place in FIRST]
    memory = environment.get("memory_mb")
    instruction = folder / "instruction.md"
    built = ["environment/Dockerfile: not built; what its RUN and COPY lines provide is missing in the jail"]
    return ForeignFolder(
        path=folder,
        convention="harbor",
        protocol="frontier" if frontier else "harbor",
        initial=next((place for place in places if place.is_file()), None),
        evaluator=FRONTIER if frontier else SCRIPT,
        suffix=Path(name).suffix,
        statement=instruction.read_text(encoding="utf-8") if instruction.is_file() else "",
        timeout_s=positive(file, verifier.get("timeout_sec", TIMEOUT_S), "verifier.timeout_sec"),
        memory_mb=None if memory is None else positive(file, memory, "environment.memory_mb"),
        submission=submission,
        warnings=(
            *unknown(CONFIG, config, TOP),
            *idle(CONFIG, [key for key in config if key in IDLE]),
            *(built if (folder / "environment" / "Dockerfile").is_file() else []),
        ),
    )


def _submission(folder: Path) -> str:
    """Where the verifier expects the program."""
    file = folder / "environment" / "submission_config.json"
    if not file.is_file():
        return SUBMISSION
    try:
        data: Any = json.loads(file.read_text(encoding="utf-8"))
        kind, path = data.get("kind", "file"), str(data.get("path", SUBMISSION))
    except (ValueError, AttributeError) as error:
        raise UserError(f"{file}: expected a JSON object: {error}") from error
    if kind != "file" or not path.startswith("/app/") or ".." in path:
        raise UserError(f"{file}: submissions of kind {kind} at {path} are not run here; one file below /app is")
    return path


def _refuse_services(folder: Path) -> None:
    if (folder / "environment" / "docker-compose.yaml").is_file():
        raise UserError(f"{folder}: environment/docker-compose.yaml: its verifier needs other services; {OUTSIDE}")
    if found := NETWORK.search((folder / SCRIPT).read_text(encoding="utf-8", errors="replace")):
        raise UserError(f"{folder}: {SCRIPT} calls {found[1]}; {OUTSIDE}")
