"""The public Finch Collection: parquet shards, one row a transition, filtered and labelled by their publishers.

Odd values seen or to be expected in 217,780 rows of many runs: null reasoning, empty system prompts, metrics that are not JSON or hold NaN,
`instance_uid` twice, `global_uid` that names a run, texts in `trajectory` alone, lengths missing, other string types.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from eft.training.account import Account
from eft.training.columns import FINCH, OURS, stream_rows
from eft.training.labels import IMPROVED, REGRESSED, UNCHANGED
from eft.training.sources._texts import fitness, metrics, split_thinking, texts
from eft.types import UserError, content_id

LABELS = (IMPROVED, UNCHANGED, REGRESSED)
NEEDED = ("task", "improvement_label")


def recognises(path: Path) -> bool:
    """A parquet file, or a folder of them."""
    return path.suffix == ".parquet" or (path.is_dir() and any(path.glob("*.parquet")))


def rows(path: Path, account: Account, limit: int | None = None) -> Iterator[dict[str, Any]]:
    """Rows in our columns, one per `instance_uid`. Counts go into `account` at the end. UserError if there is no text column at all."""
    seen: set[bytes] = set()
    counts = {"rows read": 0, "instance_uid seen before": 0, "no prompt or no answer": 0, "unknown label": 0}
    odd = 0
    for raw in islice(stream_rows(path, FINCH, NEEDED), limit):
        counts["rows read"] += 1
        row, readable = normalised(raw)
        uid = bytes.fromhex(content_id(row["instance_uid"]))[:16]
        fault = (
            "instance_uid seen before" if uid in seen
            else "no prompt or no answer" if not (row["user_prompt"] and row["response"])
            else "unknown label" if row["improvement_label"] not in LABELS
            else ""
        )  # fmt: skip
        seen.add(uid)
        if fault:
            counts[fault] -= 1
            continue
        odd += not readable
        yield row
    if counts["rows read"] and counts["rows read"] == -counts["no prompt or no answer"]:
        raise UserError(f"data {path}: no row has a prompt and an answer; not a file of transitions")
    for name, count in counts.items():
        account.add(name, count)
    account.add("of these metrics that are not JSON, kept as text", odd)


def normalised(raw: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """One row in our columns, and whether its metrics were JSON. Texts missing from their columns come from `trajectory`."""
    system, user, answer = (_text(raw, column, role) for column, role in _PLACES)
    reasoning, response = split_thinking(answer)
    if raw.get("reasoning"):
        reasoning = raw["reasoning"].strip().removeprefix("<think>").removesuffix("</think>").strip()
    before, one = metrics(raw.get("parent_metrics"))
    after, two = metrics(raw.get("child_metrics"))
    delta, three = metrics(raw.get("improvement_delta"))
    found = dict.fromkeys(FINCH | OURS) | {name: raw.get(name) for name in FINCH}
    found |= texts(system, user, reasoning, response) | {
        name: raw[name] for name in FINCH if name.endswith("_token_length") and raw.get(name) is not None
    }
    found |= {
        "improvement_label": (raw.get("improvement_label") or "").strip().lower(),
        "parent_metrics": json.dumps(before), "child_metrics": json.dumps(after), "improvement_delta": json.dumps(delta),
        "parent_code": raw.get("parent_code") or "", "child_code": raw.get("child_code") or "", "kind": "edit", "quarantined": False,
        "parent_scores": [score for score in (fitness(before),) if score is not None],
        "child_scores": [score for score in (fitness(after),) if score is not None],
        "donors": [], "prompt_style": "openevolve", "search": raw.get("global_uid"),
    }  # fmt: skip
    found["instance_uid"] = raw.get("instance_uid") or content_id(f"{raw.get('task')}\n{system}\n{user}\n{answer}")
    return found, one and two and three


_PLACES = (("system_prompt", "system"), ("user_prompt", "user"), ("response", "assistant"))


def _text(raw: Mapping[str, Any], column: str, role: str) -> str:
    turns = raw.get("trajectory") or ()
    return raw.get(column) or next((turn["content"] or "" for turn in turns if turn and turn["role"] == role), "")
