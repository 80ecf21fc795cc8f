"""Height of rectangles in a strip, as a ratio to the height of the perfect packing that they were cut from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eft.evaluation.blocks.answers import integer
from eft.evaluation.blocks.cutgen import guillotine
from eft.evaluation.blocks.stream import Stream
from eft.evaluation.blocks.verdict import Verdict, accept, reject
from eft.evaluation.scorers.shapes import strip_rectangles

HIGHEST = 1 << 31


def instance(params: Mapping[str, Any], seed: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """n rectangles from random guillotine cuts of a box of width W and a height between W and 2W."""
    stream, width = Stream(seed or 0, "packing/strip_rectangles"), int(params["W"])
    w, h = guillotine(stream, width, int(stream.randint(width, 2 * width)[0]), int(params["n"]))
    return {"W": width, "w": w, "h": h}, {}


def score(public: Mapping[str, Any], secret: Mapping[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """Used height over the total area divided by W, which is the least possible height and known to be reached."""
    width, w, h = public["W"], public["w"], public["h"]
    x, y = (integer(answer, name, len(w), 0, HIGHEST) for name in ("x", "y"))
    found = strip_rectangles(width, w, h, x, y)
    if not found.valid or found.exact is None:
        return reject(found.reason)
    least = int((w * h).sum()) // width
    return accept(found.exact.numerator / least, found.reason, {"height": found.exact.numerator, "least": least})
