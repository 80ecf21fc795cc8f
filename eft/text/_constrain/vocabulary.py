"""A tokenizer as a table of exact byte texts."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from eft.types import UserError

_DEEP = (b"SEARCH", b"REPLACE", b"BACKTRACK", b"STAY", b"BLOCK-START", b"BLOCK-END")  # tokens with these may break the structure anywhere
_SAMPLE = 64  # tokens spread over the vocabulary whose text is compared with the tokenizer's own


class Vocabulary:
    """texts[i]: bytes that id i adds to the text, empty for special tokens. ends: ids that end a reply.

    spanning: ids that reach into another line. free: memory of `Grammar`, for states in which the program does not matter.
    """

    def __init__(self, texts: list[bytes], ends: frozenset[int]) -> None:
        self.texts, self.ends = texts, ends
        self.written = tuple(i for i, text in enumerate(texts) if text and i not in ends)
        self.by_text: dict[bytes, tuple[int, ...]] = {}
        for i in self.written:
            self.by_text[texts[i]] = (*self.by_text.get(texts[i], ()), i)
        self.longest = max(map(len, self.by_text), default=0)
        self.writable = frozenset(text[0] for text in self.by_text if len(text) == 1)
        self.free: dict[Any, tuple[int, ...] | None] = {}
        self._deep = tuple(i for i in self.written if any(word in texts[i] for word in _DEEP))
        self.spanning = tuple(i for i in self.written if b"\n" in texts[i][:-1])
        self._breaking = tuple(sorted({i for i in self.written if b"\n" in texts[i]} | set(self._deep)))

    @staticmethod
    def of(tokenizer: Any, ends: frozenset[int]) -> Vocabulary:
        """The table of a fast tokenizer, built once. UserError if its texts cannot be known or it cannot write every marker."""
        return _of(tokenizer, ends)

    def text(self, token: int) -> bytes:
        """Empty for special tokens and for rows of the embedding that no token has."""
        return self.texts[token] if token < len(self.texts) else b""

    def suspects(self, open_line: bytes | None) -> tuple[int, ...]:
        """Tokens that may break the structure when the current line is this so far (None: one that cannot become a marker)."""
        if open_line is None:
            return self._deep
        return self.written if b"EVOLVE-" in open_line else self._breaking


@lru_cache(maxsize=4)
def _of(tokenizer: Any, ends: frozenset[int]) -> Vocabulary:
    vocabulary = Vocabulary(token_texts(tokenizer), ends)
    missing = sorted(set(b"<>= \nSEARCHREPLACE") - vocabulary.writable)
    if missing:
        raise UserError(f"constrain: the tokenizer has no token for the single byte {bytes(missing[:1])!r}; set constrain: false")
    return vocabulary


def token_texts(tokenizer: Any) -> list[bytes]:
    """Bytes of each id. Byte-level BPE (GPT, Qwen, Llama 3) and SentencePiece BPE with byte fallback (Gemma). UserError for others."""
    decoder = json.dumps(json.loads(tokenizer.backend_tokenizer.to_str())["decoder"])
    if "ByteLevel" in decoder:
        read = _byte_level
    elif "ByteFallback" in decoder:
        read = _byte_fallback
    else:
        raise UserError("constrain: the tokenizer is neither byte-level nor one with byte fallback; set constrain: false")
    added = tokenizer.added_tokens_decoder
    size = 1 + max(tokenizer.get_vocab().values())
    words = tokenizer.convert_ids_to_tokens(list(range(size)))
    texts = [b"" if word is None or (i in added and added[i].special) else read(word) for i, word in enumerate(words)]
    for i in {*added, *range(0, size, max(1, size // _SAMPLE))}:
        shown = tokenizer.decode([i], skip_special_tokens=True, clean_up_tokenization_spaces=False)
        if i < size and shown != texts[i].decode("utf-8", "replace"):
            raise UserError(f"constrain: the tokenizer writes token {i} as {shown!r}, not {texts[i]!r}; set constrain: false")
    return texts


def _printable() -> dict[str, int]:
    """GPT-2's names of the 256 bytes: printable Latin-1 stands for itself, the others follow from U+0100 on."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in set(plain)]
    return {chr(byte): byte for byte in plain} | {chr(0x100 + k): byte for k, byte in enumerate(others)}


_BYTE_OF = _printable()


def _byte_level(word: str) -> bytes:
    if all(sign in _BYTE_OF for sign in word):
        return bytes(_BYTE_OF[sign] for sign in word)
    return word.encode()  # an added token, written as it is


def _byte_fallback(word: str) -> bytes:
    if len(word) == 6 and word.startswith("<0x") and word.endswith(">"):
        return bytes([int(word[3:5], 16)])
    return word.replace("\u2581", " ").encode()
