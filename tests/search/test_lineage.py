"""The family tree: marks, chains, failed children, what is given up."""

from __future__ import annotations

from eft.search.lineage import MAX_FAILED_NOTES, Tree, best_ancestor, chain, dead_branch, nodes
from eft.types import Attempt, Direction, Outcome, Status, content_id


def grow(
    tree: Tree, index: int, source: str, score: float | None, parent: str | None, progress: float | None = None, failure: str = ""
) -> None:
    outcome = None if failure else Outcome(Status.OK if score is not None else Status.INVALID, score=score, progress=progress, reason="bad")
    tree.record(
        Attempt(
            search="t@0",
            index=index,
            task="t",
            parent=None if parent is None else content_id(parent),
            prompt="",
            reply="",
            kind="edit",
            change=f"change {index}",
            failure=failure,
            failure_detail="why\nmore",
            child=None if failure else content_id(source),
            outcome=outcome,
            model="",
            policy_version=0,
            temperature=0,
            seed=0,
            tokens_in=0,
            tokens_out=0,
            cost_usd=0,
            started=0,
            generate_s=0,
        ),
        None if failure else source,
    )


def line(tree: Tree, scores: list[float], progress: list[float] | None = None) -> None:
    for i, score in enumerate(scores):
        grow(tree, i, f"p{i}", score, f"p{i - 1}" if i else None, progress[i] if progress else None)


def test_marks_compare_with_the_best_of_the_chain() -> None:
    tree = Tree(Direction.MAX)
    line(tree, [1, 2, 2, 1.95, 1, 3], [0.1, 0.2, 0.2, 0.15, 0.05, 0.3])
    assert [node.mark for node in chain(tree[content_id("p5")], 9)] == ["=", "+", "=", "-", "--", "+"]


def test_smaller_is_better_when_minimising() -> None:
    tree = Tree(Direction.MIN)
    line(tree, [5, 4, 6])
    assert tree.best is not None
    assert tree.best.score == 4
    assert best_ancestor(tree[content_id("p2")]).score == 4


def test_a_long_chain_keeps_seed_and_newest() -> None:
    tree = Tree(Direction.MAX)
    line(tree, [float(i) for i in range(10)])
    assert [node.tag for node in chain(tree[content_id("p9")], 4)] == ["v0", "v7", "v8", "v9"]
    assert [node.tag for node in chain(tree[content_id("p3")], 4)] == ["v0", "v1", "v2", "v3"]


def test_failed_children_are_noted_with_their_reason() -> None:
    tree = Tree(Direction.MAX)
    line(tree, [1.0, 2.0])
    grow(tree, 2, "worse", 1.5, "p1")
    grow(tree, 3, "", None, "p1", failure="not_found")
    grow(tree, 4, "broken", None, "p1")
    grow(tree, 5, "p0", 1.0, "p1")
    grow(tree, 6, "better", 3.0, "p1")
    tip = tree[content_id("p1")]
    assert list(tip.notes or ()) == ["change 2: no better", "not_found: why", "change 4: invalid bad", "change 5: seen before"]
    assert (tip.failed_count, tip.attempts) == (4, 5)
    for index in range(7, 30):
        grow(tree, index, "", None, "p1", failure="no_edit")
    assert len(tip.notes or ()) == MAX_FAILED_NOTES
    assert tip.failed_count == 27


def test_a_program_that_comes_again_keeps_its_place() -> None:
    tree = Tree(Direction.MAX)
    line(tree, [1.0, 2.0, 3.0])
    grow(tree, 3, "p1", 2.0, "p2")
    assert tree[content_id("p1")].index == 1
    assert len(tree) == 3


def test_quarantined_programs_stay_out() -> None:
    tree = Tree(Direction.MAX)
    line(tree, [1.0])
    record = Outcome(Status.OK, score=99.0, quarantined=True)
    base = Attempt("t@0", 1, "t", content_id("p0"), "", "", "edit", "c", "", "", content_id("q"), record, "", 0, 0, 0, 0, 0, 0, 0, 0)
    assert tree.record(base, "q") is None
    assert tree.best is tree.root


def test_the_dead_branch_is_what_lies_below_the_ancestor() -> None:
    tree = Tree(Direction.MAX)
    line(tree, [1, 2, 1.99], [0.1, 0.2, 0.19])
    grow(tree, 3, "", None, "p2", failure="no_edit")
    shown = nodes(chain(tree[content_id("p2")], 5))
    assert dead_branch(shown, "v0") == "+ change 1 (then failed: change 2: no better)\n- change 2 (then failed: no_edit: why)"
    assert dead_branch(shown, "v1") == "- change 2 (then failed: no_edit: why)"


def test_descent() -> None:
    tree = Tree(Direction.MAX)
    line(tree, [1, 2, 3])
    grow(tree, 3, "side", 2.5, "p0")
    p0, p2, side = (tree[content_id(name)] for name in ("p0", "p2", "side"))
    assert p2.descends_from(p0)
    assert p2.descends_from(p2)
    assert not p2.descends_from(side)
    assert not p0.descends_from(p2)
    assert best_ancestor(p0) is p0
