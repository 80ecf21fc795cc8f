"""A family that does not keep to the contract, and the words for it."""

from __future__ import annotations

from eft.types import Direction, Task


class Breach(AssertionError):
    """A family that does not keep to the contract: what is wrong, and what to do about it."""

    def __init__(self, words: str, remedy: str) -> None:
        super().__init__(f"{words}; {remedy}")
        self.words, self.remedy = words, remedy


def demand(condition: object, words: str, remedy: str) -> None:
    """Breach unless the condition holds."""
    if not condition:
        raise Breach(words, remedy)


def better(task: Task, value: float, than: float) -> bool:
    """In the task's direction, strictly."""
    return value > than if task.direction is Direction.MAX else value < than
