"""Replies made of random tokens that the constraint allows are edits that apply; replies and edits of other origin are told apart."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from eft.models._bpe import WORDS, train_bpe
from eft.text.constrain import Constraint, Grammar, Vocabulary, grammar, replay
from eft.text.edit import Edit, EditError, EditFailure, parse, splice
from eft.types import UserError

BODY = [
    "    x = 1",
    "    y = 2",
    "    x = 1",
    "",
    "    return x",
    "=======",
    "    # ümlaut ✓",
    "x\r",
    "  <<<<<<< SEARCH",
    "    s = '</think>'",
    "\t",
]
WISHES = [
    "Try it.\n", "\n", "<<<<<<< SEARCH\n", "  <<<<< SEARCH \n", "=======\n", ">>>>>>> REPLACE", ">>>>>>>>> REPLACE\n", "    z = 3\n",
    "BACKTRACK\n", "STAY", "<think>", "</think>", "# EVOLVE-BLOCK-END\n", "    EVOLVE-BLOCK-", "START", "```\n", "    x = 1\n",
]  # fmt: skip


def program(lines: list[str], before: str = "import math") -> str:
    return "\n".join([before, "# EVOLVE-BLOCK-START", *lines, "# EVOLVE-BLOCK-END", "    x = 1", "end"])


@cache
def tokenizers() -> dict[str, Any]:
    """The embedded models', byte-level ones as real models have them (words; merges that span lines and markers), one with byte fallback."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    edit = "Try it.\n<<<<<<< SEARCH\n    x = 1\n=======\n    z = 3\n>>>>>>> REPLACE\n"
    texts = [program(BODY), edit, "</think>BACKTRACK\n" + edit * 2, "# EVOLVE-BLOCK-END\n", "x\n\n\n  y", edit + "    return x\n"] * 9

    def byte_level(split: bool) -> Any:
        inner = Tokenizer(models.BPE())
        inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=split)
        inner.decoder = decoders.ByteLevel()
        alphabet = pre_tokenizers.ByteLevel.alphabet()
        trainer = trainers.BpeTrainer(vocab_size=700, special_tokens=["<|end|>"], initial_alphabet=alphabet, show_progress=False)
        inner.train_from_iterator(texts, trainer)
        inner.add_tokens(["<think>", "</think>"])
        build: Any = PreTrainedTokenizerFast
        return build(tokenizer_object=inner, eos_token="<|end|>")

    return {
        "line": train_bpe(texts, 500, 2),
        "names": train_bpe(texts, 500, 2, WORDS),
        "words": byte_level(True),
        "spans": byte_level(False),
    }


PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # a seed does not shrink
NAMES = ("line", "names", "words", "spans")


def wanted(tokenizer: Any, draw: random.Random) -> Iterator[int]:
    """Tokens of texts that matter, in random order, cut at random."""
    while True:
        ids = tokenizer.encode(draw.choice(WISHES), add_special_tokens=False)
        yield from ids[: draw.randrange(1, len(ids) + 1)] if draw.random() < 0.2 else ids


def write(
    tokenizer: Any, source: str, draw: random.Random, directive: bool = False, budget: int = 200
) -> tuple[list[int], list[Any], bool]:
    """Random allowed tokens, leaning towards `wanted`; whether the reply ended."""
    vocabulary = Vocabulary.of(tokenizer, frozenset([tokenizer.eos_token_id]))
    constraint, wishes = Constraint(grammar(vocabulary, source, directive)), wanted(tokenizer, draw)
    ids: list[int] = []
    recorded = []
    for _ in range(budget):
        allowed = constraint.allowed()
        recorded.append(allowed)
        wish = next(wishes)
        if allowed is None and draw.random() < 0.3:
            wish = tokenizer.eos_token_id
        if allowed is not None and wish not in allowed:
            assert allowed, "a dead end"
            wish = tokenizer.eos_token_id if tokenizer.eos_token_id in allowed and draw.random() < 0.3 else draw.choice(allowed)
        ids.append(wish)
        constraint.push(wish)
        if wish == tokenizer.eos_token_id:
            return ids, recorded, True
    return ids, recorded, False


def outcome(edit: Edit, source: str) -> str:
    try:
        return "tolerant" if splice(edit, source).tolerant else "exact"
    except EditError as error:
        return "several places" if "stands at lines" in error.detail else error.reason


lines = st.lists(st.sampled_from(BODY), min_size=1, max_size=9).filter(lambda body: any(line in BODY[:5] and line for line in body))


@settings(max_examples=48, deadline=None, phases=PHASES)
@example("spans", ["    x = 1"], 2682, False)  # a token that ends SEARCH text and holds </think>, before and after another
@given(st.sampled_from(NAMES), lines, st.integers(0, 10**9), st.booleans())
def test_a_finished_reply_is_an_edit_whose_search_text_is_found_exactly(name: str, body: list[str], seed: int, directive: bool) -> None:
    tokenizer = tokenizers()[name]
    ids, recorded, ended = write(tokenizer, program(body), random.Random(seed), directive)
    assert replay(tokenizer, program(body), ids, directive=directive) == tuple(recorded)
    if not ended:
        return
    found = parse(tokenizer.decode(ids, skip_special_tokens=True))
    if found.directive:
        assert directive
        return
    assert found.blocks
    assert outcome(found, program(body)) in ("exact", EditFailure.UNCHANGED, "several places")


@settings(max_examples=30, deadline=None, phases=PHASES)
@given(st.sampled_from(NAMES), lines, st.integers(0, 10**9))
def test_the_allowed_set_is_that_of_trying_every_token(name: str, body: list[str], seed: int) -> None:
    """The slow twin: push each token of the vocabulary."""
    tokenizer, draw = tokenizers()[name], random.Random(seed)
    ids, _, _ = write(tokenizer, program(body), draw, budget=draw.randrange(1, 60))
    vocabulary = Vocabulary.of(tokenizer, frozenset([tokenizer.eos_token_id]))
    rules = Grammar(vocabulary, program(body))
    state = rules.begin()
    for token in ids[:-1]:
        state = rules.push(state, token)
    tried = []
    for token in (*vocabulary.written, tokenizer.eos_token_id):
        try:
            rules.push(state, token)
            tried.append(token)
        except ValueError:
            pass
    allowed = rules.allowed(state)
    assert sorted(tried) == list(allowed if allowed is not None else sorted((*vocabulary.written, tokenizer.eos_token_id)))


def spell(tokenizer: Any, source: str, text: str, directive: bool = False) -> str:
    """`text`, byte by byte where no whole token goes, up to what is refused."""
    vocabulary = Vocabulary.of(tokenizer, frozenset([tokenizer.eos_token_id]))
    rules = Grammar(vocabulary, source, directive)
    state, data = rules.begin(), text.encode()
    for at in range(len(data)):
        allowed = rules.allowed(state)
        (token,) = vocabulary.by_text[data[at : at + 1]][:1]
        if allowed is not None and token not in allowed:
            return data[at:].decode()
        state = rules.push(state, token)
    ends = rules.allowed(state)
    return "" if ends is None or tokenizer.eos_token_id in ends else "<end>"


SOURCE = program(["    x = 1", "    y = 2", "", "    x = 1", "    return x"])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Why.\n<<<<<<< SEARCH\n    y = 2\n=======\n    y = 3\n>>>>>>> REPLACE", ""),
        ("<<<<<<< SEARCH\n    y = 2\n=======\n>>>>>>> REPLACE\n", ""),  # deletes
        ("Why.\n", "<end>"),
        ("<<<<<<< SEARCH\n    y = 2\n=======\n    y = 3\n", "<end>"),
        ("<<<<<<< SEARCH\n    z = 2\n", "z = 2\n"),  # not a line of the program
        ("<<<<<<< SEARCH\n    y = 2\n\n    return", "return"),  # not the next line
        ("<<<<<<< SEARCH\nend\n", "end\n"),  # outside the markers
        ("<<<<<<< SEARCH\n=======\n", "=======\n"),  # empty
        ("<<<<<<< SEARCH\n    x = 1\n=======\n", "=======\n"),  # stands twice
        ("<<<<<<< SEARCH\n    x = 1\n    y = 2\n=======\nz\n>>>>>>> REPLACE", ""),  # extended, it stands once
        ("<<<<<<< SEARCH\n    x = 1\n    return x\n=======\nz\n>>>>>>> REPLACE", ""),
        ("<<<<<<< SEARCH\n    y = 2\n=======\n<<<<<<< SEARCH\n", "\n"),  # a block in a block
        ("<<<<<<< SEARCH\n    y = 2\n=======\n# EVOLVE-BLOCK-END\n", "D\n"),
        (">>>>>>> REPLACE\n", "\n"),
        ("BACKTRACK\n", "\n"),
        ("BACKTRACK then what\n", "<end>"),  # a rationale that begins with the word
        ("<think>a\n<<<<<<< SEARCH\nzzz\n</think>Why.\n<<<<<<< SEARCH\n    y = 2\n=======\n>>>>>>> REPLACE", ""),
        ("<think>a\n<<<<<<< SEARCH\n    y = 2\n=======\n>>>>>>> REPLACE", "<end>"),  # thinking not closed
        ("<<<<<<< SEARCH\n    y = 2\n=======\n    y = 3\n>>>>>>> REPLACE\n<<<<<<< SEARCH\n    y = 3\n    \n", "    \n"),
        ("<<<<<<< SEARCH\n    y = 2\n=======\n    y = 3\n>>>>>>> REPLACE\n<<<<<<< SEARCH\n    y = 2\n", "2\n"),  # no longer there
        ("<<<<<<< SEARCH\n    y = 2\n=======\n    y = 3\n>>>>>>> REPLACE\n</think>Now", "<end>"),  # the reader drops the block
    ],
)
def test_by_hand(name: str, text: str, refused: str) -> None:
    assert spell(tokenizers()[name], SOURCE, text) == refused


def test_a_directive_only_where_the_request_allows_it() -> None:
    assert spell(tokenizers()["line"], SOURCE, "BACKTRACK\n", directive=True) == ""
    assert spell(tokenizers()["line"], SOURCE, "BACKTRACK b", directive=True) == ""
    assert spell(tokenizers()["line"], SOURCE, "Why BACKTRACK\n", directive=True) == "<end>"


def test_a_run_that_is_never_unique_may_still_be_named() -> None:
    twice = program(["    x = 1"]) + "\n# EVOLVE-BLOCK-START\n    x = 1\n# EVOLVE-BLOCK-END"
    assert spell(tokenizers()["line"], twice, "<<<<<<< SEARCH\n    x = 1\n=======\n>>>>>>> REPLACE") == ""


def test_forced_tokens_and_free_ones() -> None:
    tokenizer = tokenizers()["words"]
    text = "Why.\n<<<<<<< SEARCH\n    y = 2\n=======\n    y = 3\n>>>>>>> REPLACE\nDone so"
    ids = [*tokenizer.encode(text, add_special_tokens=False), tokenizer.eos_token_id]
    sets = replay(tokenizer, program(["    y = 2"]), ids)
    marker = tokenizer.encode("=======", add_special_tokens=False)[0]
    divider = sets[ids.index(marker)] or ()
    assert marker in divider
    assert all("=======\n".startswith(tokenizer.decode([i])) for i in divider)
    assert sets[-1] is None  # behind a closed block anything goes
    assert tokenizer.eos_token_id not in (sets[0] or ())
    assert sets[0] is not None
    assert len(sets[0]) > 200


def test_what_is_refused_is_said() -> None:
    tokenizer = tokenizers()["words"]
    with pytest.raises(ValueError, match="not allowed here"):
        replay(tokenizer, SOURCE, [tokenizer.eos_token_id])
    for bad in ("no markers", program([]), program(["", "  "]), program(["======="])):
        with pytest.raises(UserError, match="no line between EVOLVE-BLOCK markers"):
            replay(tokenizer, bad, [])
