"""The fake: a script, a trivial seeded edit, failures on demand."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from eft.backends.fake import Fake
from eft.text.edit import apply, parse
from eft.text.prompt import Context, render
from eft.types import Direction, Limits, Message, Reply, Request, Scale, Task

SOURCE = "# EVOLVE-BLOCK-START\ndef solve(n):\n    return 0.5 * n + 3\n# EVOLVE-BLOCK-END\n"
TASK = Task(
    id="made/up/n=1", domain="made", family="up", params={"n": 1}, split="train", direction=Direction.MIN, unit="units", scale=Scale.GAP,
    representation="S", statement="S.", inputs={"n": "int"}, outputs={"z": "f64"}, kind="fixed", limits=Limits(1.0, 3.0), cheap_calls=1,
    resolution=1e-9, baseline=None, best_known=None, far_bound=None, folder=Path(),
)  # fmt: skip


def requests(count: int, source: str = SOURCE, style: str = "full", kind: str = "edit") -> list[Request]:
    return [Request(f"a{k}", render(Context(TASK, source, kind=kind), style), seed=7) for k in range(count)]


def replies(fake: Fake, asked: list[Request]) -> list[Reply]:
    return asyncio.run(fake.build().generate(asked))


def test_the_script_goes_round() -> None:
    assert [reply.text for reply in replies(Fake(replies=("a", "b")), requests(3))] == ["a", "b", "a"]


def test_each_build_has_its_own_place_in_the_script() -> None:
    fake = Fake(replies=("a", "b"))
    assert [replies(fake, requests(1))[0].text for _ in range(2)] == ["a", "a"]


@pytest.mark.parametrize("style", ["full", "compact"])
def test_a_number_of_the_program_is_changed(style: str) -> None:
    asked = requests(20, style=style)
    children = [apply(parse(reply.text), SOURCE) for reply in replies(Fake(), asked)]
    assert len({child.source for child in children}) > 15
    assert {child.change for child in children} == {"Change a number."}
    assert replies(Fake(), asked) == replies(Fake(), asked)


def test_a_program_without_numbers_gets_a_comment_and_a_decision_is_to_stay() -> None:
    bare = "# EVOLVE-BLOCK-START\nx = y\n# EVOLVE-BLOCK-END"
    assert "x = y\n    # " in apply(parse(replies(Fake(), requests(1, bare))[0].text), bare).source
    assert replies(Fake(), requests(1, kind="directive"))[0].text == "STAY"
    assert replies(Fake(), [Request("k", (Message("user", "?"),))])[0].finish == "stop"


def test_failures_on_demand_are_replies() -> None:
    found = [reply.finish for reply in replies(Fake(error_rate=0.5), requests(100))]
    assert 25 < found.count("error") < 75
    assert [reply.finish for reply in replies(Fake(error_rate=0.5), requests(100))] == found


def test_a_delay_is_waited_for_without_blocking() -> None:
    async def both() -> list[str]:
        order: list[str] = []

        async def slow() -> None:
            await Fake(delay_s=0.05).build().generate(requests(3))
            order.append("slow")

        async def quick() -> None:
            await Fake().build().generate(requests(1))
            order.append("quick")

        await asyncio.gather(slow(), quick())
        return order

    assert asyncio.run(both()) == ["quick", "slow"]
