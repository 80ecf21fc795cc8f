"""The line before an edit that says what it does."""

from __future__ import annotations

import re

SENTENCE = re.compile(r"[^.]+\.")


def phrases(rationale: str) -> list[str]:
    """The sentences of a rationale: one a change, as the offline teacher writes them."""
    return [found.strip() for found in SENTENCE.findall(rationale)] or [rationale.strip()]
