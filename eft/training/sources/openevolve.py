"""OpenEvolve's `evolution_trace` in JSONL, plain or gzipped: one record a line, read a line at a time.

Its gaps stay gaps: replies that did not apply were never written, no sampling parameters, and steps whose parent the database had just dropped are
missing, nearly all of them improvements. Records without prompts or replies (`include_prompts: false`) can't be trained on and are counted.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, cast

from eft.training.account import Account
from eft.training.columns import FINCH, OURS
from eft.training.sources._texts import fitness, label, metrics, split_thinking, status, texts
from eft.types import Status, UserError, content_id

ENDINGS = (".jsonl", ".jsonl.gz")
MAX_LINE_BYTES = 16_000_000  # of one record; honest ones have two programs and a prompt


def recognises(path: Path) -> bool:
    """A trace file, or a folder of them."""
    return path.name.endswith(ENDINGS) or (path.is_dir() and bool(_files(path)))


def rows(path: Path, account: Account, *, task: str = "", domain: str = "", least: float = 0.0) -> Iterator[dict[str, Any]]:
    """Rows in our columns. task: its name (default: the folder's, or for a bare file name the file's). UserError if nothing is a record.

    least: difference of fitness up to which a child is unchanged. A line that a killed run left unfinished is counted and passed over.
    """
    files = _files(path) if path.is_dir() else [path]
    counts = {"rows read": 0, "damaged lines (a killed run's last)": 0, "no prompt or no answer (include_prompts: false)": 0}
    for file in files:
        name = task or _task(file)
        for record in _records(file):
            counts["rows read"] += 1
            if record is None:
                counts["damaged lines (a killed run's last)"] -= 1
            elif (row := transition(record, name, domain, file.name.partition(".")[0], least)) is None:
                counts["no prompt or no answer (include_prompts: false)"] -= 1
            else:
                yield row
    if counts["rows read"] == -counts["damaged lines (a killed run's last)"]:
        raise UserError(f"data {path}: no line is a record of an evolution trace (JSON with parent_id and child_id)")
    for what, count in counts.items():
        account.add(what, count)


def transition(record: Mapping[str, Any], task: str, domain: str, run: str, least: float) -> dict[str, Any] | None:
    """One record as a row, or None without prompt or reply."""
    system, user, answer = _texts(record)
    if not user or not answer:
        return None
    reasoning, response = split_thinking(answer)
    before, after, delta = (metrics(record.get(name))[0] for name in ("parent_metrics", "child_metrics", "improvement_delta"))
    about = record.get("metadata") if isinstance(record.get("metadata"), Mapping) else {}
    assert isinstance(about, Mapping)
    found = dict.fromkeys(FINCH | OURS) | texts(system, user, reasoning, response)
    return found | {
        "domain": domain or None, "task": task, "improvement_label": label(before, after, least), "improvement_delta": json.dumps(delta),
        "global_uid": run, "instance_uid": content_id(f"{task}\n{run}\n{record.get('parent_id')}\n{record.get('child_id')}\n{user}\n{answer}"),
        **{name: _whole(record.get(name)) for name in ("iteration", "island_id", "generation")},
        "parent_id": _string(record.get("parent_id")), "child_id": _string(record.get("child_id")),
        "parent_metrics": json.dumps(before), "child_metrics": json.dumps(after),
        "parent_code": _string(record.get("parent_code")), "child_code": _string(record.get("child_code")),
        "metadata": json.dumps({"timestamp": record.get("timestamp"), **about}, default=str), "kind": "edit", "quarantined": False,
        "status": status(after), "parent_status": status(before) if before else Status.ERROR.value,
        "reason": str(after.get("error") or "")[:300], "parent_scores": _scores(before), "child_scores": _scores(after),
        "change": _string(about.get("changes")), "donors": [], "prompt_style": "openevolve", "search": run,
    }  # fmt: skip


def _texts(record: Mapping[str, Any]) -> tuple[str, str, str]:
    """System, user, reply. The prompt is {system, user, responses}, or such a mapping under its template's name."""
    prompt = record.get("prompt")
    if not isinstance(prompt, Mapping):
        return "", "", ""
    if "user" not in prompt:
        prompt = next((inner for inner in prompt.values() if isinstance(inner, Mapping) and "user" in inner), {})
    responses = prompt.get("responses")
    last = responses[-1] if isinstance(responses, list) and responses else ""
    return _string(prompt.get("system")), _string(prompt.get("user")), _string(record.get("llm_response")) or _string(last)


def _records(file: Path) -> Iterator[Mapping[str, Any] | None]:
    """Records, None for a line that is none. A gzip file that ends early ends with None."""
    try:
        with _open(file) as stream:
            while line := stream.readline(MAX_LINE_BYTES):
                if len(line) == MAX_LINE_BYTES and not line.endswith(b"\n"):
                    while (more := stream.readline(MAX_LINE_BYTES // 16)) and not more.endswith(b"\n"):
                        pass  # a few kilobytes of gzip can hold gigabytes without a line's end: passed over, never held
                    yield None
                elif line.strip():
                    yield _record(line)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        yield None
    except OSError as error:
        raise UserError(f"data {file}: can't be read ({error.strerror or error})") from error


def _open(file: Path) -> IO[bytes]:
    if file.name.endswith(".gz"):
        return cast("IO[bytes]", gzip.open(file, "rb"))  # the caller closes it
    return file.open("rb")


def _record(line: bytes) -> Mapping[str, Any] | None:
    try:
        record = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, Mapping) and "child_id" in record and "parent_id" in record else None


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.name.endswith(ENDINGS) and "evolution_trace" in file.name)


def _task(file: Path) -> str:
    """`runs/circle_packing/evolution_trace.jsonl` is about circle_packing, `circle_packing.jsonl` too."""
    name = file.name.partition(".")[0]
    return file.resolve().parent.name if name.startswith("evolution_trace") else name


def _string(value: Any) -> str:
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else "" if value is None else str(value)


def _whole(value: Any) -> int | None:
    return int(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63 else None


def _scores(found: Mapping[str, Any]) -> list[float]:
    score = fitness(found)
    return [] if score is None else [score]
