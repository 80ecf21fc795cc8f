from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from eft.models._bpe import MARKERS, WORDS, coverage, train_bpe

PROGRAM = "    x = list(best)\n    y = 12 * x\n"


@cache
def tokenizer() -> Any:
    return train_bpe([PROGRAM] * 30, vocabulary=400, min_frequency=5)


def words(text: str) -> list[str]:
    return [tokenizer().decode([i]) for i in tokenizer()(text)["input_ids"]]


def test_a_common_line_is_one_token() -> None:
    assert words("    x = list(best)\n") == ["    x = list(best)\n"]


def test_digits_stay_single_and_cut_the_line() -> None:
    assert words("    y = 12 * x\n") == ["    y = ", "1", "2", " * x\n"]


def test_markers_are_atomic() -> None:
    reply = "why\n<<<<<<< SEARCH\n    x = list(best)\n=======\n>>>>>>> REPLACE"
    found = words(reply)
    assert [word for word in found if word in MARKERS] == ["<<<<<<< SEARCH\n", "=======\n", ">>>>>>> REPLACE"]
    assert "".join(found) == reply
    assert words("BACKTRACK")[0] == "BACKTRACK"


@cache
def of_words() -> Any:
    return train_bpe([PROGRAM] * 30, 400, 5, WORDS)


def test_merges_within_words_keep_a_name_one_token_wherever_it_stands() -> None:
    ids = of_words()("    x = list(best)\n    y = 12 * x\nbest = x")["input_ids"]
    found = [of_words().decode([i]) for i in ids]
    assert found[:8] == ["    ", "x", " = ", "list", "(", "best", ")", "\n    "]
    assert found[8:] == ["y", " = ", "1", "2", " * ", "x", "\n", "best", " = ", "x"]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([tokenizer, of_words]), st.text(max_size=200).filter(lambda text: "<|" not in text))
def test_any_text_survives(made: Any, text: str) -> None:
    ids = made()(text)["input_ids"]
    assert made().decode(ids) == text.encode("utf-8", "replace").decode()


def test_training_is_reproducible() -> None:
    texts = ["a = 1\n", PROGRAM, "b = [x for x in y]\n"] * 7
    vocabularies = [train_bpe(texts, 350, 2).get_vocab() for _ in range(2)]
    assert vocabularies[0] == vocabularies[1]


def test_coverage_by_hand() -> None:
    # "    x = list(best)\n" is one token; "qz" falls back to two bytes, the line end is not counted as one
    found = coverage(tokenizer(), ["    x = list(best)\n", "qz\n"])
    assert (found.texts, found.tokens_per_text, found.byte_rate) == (2, 2.0, 0.5)
    assert coverage(tokenizer(), []).tokens_per_text == 0


def test_chat_template_marks_what_the_assistant_said() -> None:
    chat = [{"role": "system", "content": "s"}, {"role": "user", "content": "a\nb"}, {"role": "assistant", "content": "hi"}]
    text = tokenizer().apply_chat_template(chat, tokenize=False)
    assert text == "<|system|>s<|end|><|user|>a\nb<|end|><|assistant|>hi<|end|>"
    asked = tokenizer().apply_chat_template(chat[:2], tokenize=False, add_generation_prompt=True)
    assert text.startswith(asked)
    masks = tokenizer().apply_chat_template(chat, return_assistant_tokens_mask=True, return_dict=True)
    said = [i for i, flag in zip(masks["input_ids"], masks["assistant_masks"], strict=True) if flag]
    assert tokenizer().decode(said) == "hi<|end|>"
