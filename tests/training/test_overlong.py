from __future__ import annotations

import pytest

from eft.training.overlong import Overlong


def test_mask_leaves_out_only_truncated_replies() -> None:
    assert (Overlong().kept("length"), Overlong().kept("stop"), Overlong("none").kept("length")) == (False, True, True)
    assert Overlong().penalty(1000, "length", 1000) == 0.0


@pytest.mark.parametrize(
    ("tokens", "finish", "penalty"),
    [(0, "stop", 0), (800, "stop", 0), (801, "stop", -1 / 200), (900, "stop", -0.5), (999, "stop", -199 / 200), (1000, "length", -1)],
)
def test_penalty_grows_over_the_last_part(tokens: int, finish: str, penalty: float) -> None:
    assert Overlong("penalty").penalty(tokens, finish, 1000) == pytest.approx(penalty)
    assert Overlong("penalty", cost=0.5).penalty(tokens, finish, 1000) == pytest.approx(penalty / 2)


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="share"):
        Overlong(share=0.0)
