"""Counts by kind of edit."""

from __future__ import annotations

from eft.training.kinds import MOST, Kinds


def test_every_phrase_is_counted_once_a_row_and_decisions_are_not() -> None:
    rows = [
        {"kind": "edit", "task_id": "a", "change": "Larger steps. Accept again.", "improvement_label": "improved"},
        {"kind": "edit", "task_id": "a", "change": "Larger steps.", "improvement_label": "regressed"},
        {"kind": "edit", "task_id": "b", "change": "Larger steps.", "improvement_label": None},
        {"kind": "edit", "task_id": "b", "change": "", "improvement_label": "improved"},
        {"kind": "directive", "task_id": "a", "change": "Larger steps.", "improvement_label": "improved"},
    ]
    kinds = Kinds({"a": "vector", "b": ""}.__getitem__)
    assert list(kinds.counting(rows)) == rows
    assert kinds.plain() == {
        "": {"Larger steps.": {"-": 1}},
        "vector": {"Larger steps.": {"improved": 1, "regressed": 1}, "Accept again.": {"improved": 1}},
    }


def test_only_the_commonest_are_kept() -> None:
    kinds = Kinds(lambda task: "bits")
    rows = [{"kind": "edit", "task_id": "a", "change": f"Change {n}.", "improvement_label": "improved"} for n in [*range(MOST + 50), 7]]
    list(kinds.counting(rows))
    found = kinds.plain()["bits"]
    assert len(found) == MOST
    assert next(iter(found)) == "Change 7."
