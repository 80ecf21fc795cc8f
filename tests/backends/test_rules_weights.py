"""The weighted teacher: rates worked out by hand, choices that follow them, tables that are none."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path

import pytest

from eft.backends._rules.weights import read_rates, weight
from eft.backends.rules import Rules
from eft.evaluation.instances import space
from eft.evaluation.tasks import find
from eft.text.prompt import Context, Node, render
from eft.text.rationale import phrases
from eft.types import Request, UserError


def table(folder: Path, data: object) -> Path:
    (folder / "kinds.json").write_text(json.dumps(data))
    return folder


def test_phrases_are_sentences() -> None:
    assert phrases("Accept again. Restart from the best.") == ["Accept again.", "Restart from the best."]
    assert phrases("no full stop") == ["no full stop"]


def test_rates_by_hand(tmp_path: Path) -> None:
    found = read_rates(table(tmp_path, {"vector": {"A.": {"improved": 6, "regressed": 2}, "B.": {"unchanged": 2}}}))
    mean = (1 + 6) / (2 + 10)
    assert found["vector"]["A."] == pytest.approx((6 + 4 * mean) / 12)
    assert found["vector"]["B."] == pytest.approx(4 * mean / 6)
    rates = {"vector": {"A.": 0.6, "B.": 0.2}}
    assert weight(rates, "vector", "A. B.", 1.0) == pytest.approx(0.4)
    assert weight(rates, "vector", "A.", 2.0) == pytest.approx(0.36)
    assert weight(rates, "vector", "C.", 1.0) == pytest.approx(0.2)  # as bad as the least known
    assert weight(rates, "bits", "A.", 3.0) == 1.0  # nothing is known of these


def test_choices_follow_the_table(tmp_path: Path) -> None:
    task = find("codes/labs/n=31")
    messages = render(Context(task, task.initial, space=space(task), lineage=(Node("a", "=", ""),)), "compact")
    requests = [Request(f"k{n}", messages, n, 0.7, 1.0, 200, program=task.initial) for n in range(300)]

    def seen(rules: Rules) -> Counter[str]:
        replies = asyncio.run(rules.build().generate(requests))
        return Counter(phrases(reply.text.partition("\n")[0])[0] for reply in replies)

    plain = seen(Rules(double_rate=0.0))
    favourite = plain.most_common()[-1][0]  # a rare one
    kinds = {phrase: {"improved": int(phrase == favourite) * 1000, "regressed": 1000} for phrase in plain}
    found = space(task)
    assert found is not None
    weights = table(tmp_path, {found.kind: kinds})
    weighted = seen(Rules(double_rate=0.0, weights=weights, sharpness=4.0))
    assert weighted[favourite] > 3 * plain[favourite]
    assert weighted == seen(Rules(double_rate=0.0, weights=weights, sharpness=4.0))


@pytest.mark.parametrize("text", ["", "[1]", '{"vector": 3}', '{"vector": {"A.": {"improved": "x"}}}'])
def test_what_is_no_table_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "kinds.json").write_text(text)
    with pytest.raises(UserError, match=r"backend\.weights: .*kinds\.json: no table of kinds of edits"):
        Rules(weights=tmp_path).build()
    with pytest.raises(UserError, match="no table"):
        Rules(weights=tmp_path / "nowhere.json").build()
