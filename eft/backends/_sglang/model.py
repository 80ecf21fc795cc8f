"""What the client knows of the model without loading it: tokenizer, sizes, and whether a server serves it. No torch."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eft.models._policy import model_folder
from eft.text.reply import escape
from eft.types import UserError


@dataclass(frozen=True, slots=True)
class Model:
    """context: tokens of prompt and reply together. vocabulary: ids are below it (a server of 0.5.21 dies of a larger one)."""

    folder: Path
    tokenizer: Any
    context: int
    vocabulary: int
    architectures: tuple[str, ...]

    def check(self, ids: Sequence[int]) -> None:
        """ValueError unless every id is one of the model's."""
        if not all(0 <= token < self.vocabulary for token in ids):
            raise ValueError(f"token ids must lie in [0, {self.vocabulary})")


def read_model(path: Path) -> Model:
    """Tokenizer and sizes from a Hugging Face folder. UserError if something is missing."""
    folder = model_folder(path)
    # The class itself and not AutoTokenizer, whose package imports torch.
    from transformers.tokenization_utils_tokenizers import PreTrainedTokenizerFast

    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        text = config.get("text_config") or config
        context, vocabulary = int(text["max_position_embeddings"]), int(text["vocab_size"])
        load: Any = PreTrainedTokenizerFast.from_pretrained
        tokenizer = load(folder, local_files_only=True)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"model {folder}: cannot be read: {type(error).__name__} {' '.join(str(error).split())[:200]}") from error
    if not tokenizer.chat_template:
        raise UserError(f"model {folder}: its tokenizer has no chat template; use an instruction-tuned model or add chat_template.jinja")
    return Model(folder, tokenizer, context, vocabulary, tuple(config.get("architectures") or ()))


def check_served(model: Model, info: Mapping[str, Any], name: str, url: str) -> None:
    """UserError unless `info` (a server's /model_info) is of this model: its architecture, and its path or name or, if given, `name`."""
    told = [str(info.get(key) or "") for key in ("served_model_name", "model_path", "tokenizer_path")]
    found = info.get("architectures")
    architectures = tuple(word for word in found if isinstance(word, str)) if isinstance(found, list) else ()
    if architectures and model.architectures and architectures != model.architectures:
        raise UserError(
            f"server {url}: serves a {escape(architectures[0])[:80]} ({escape(told[1])[:200]}), backend.path={model.folder} is a {model.architectures[0]}"
        )
    known = [name] if name else [str(model.folder), str(model.folder.resolve()), _tail(model.folder)]
    if not any(word in known or (not name and _tail(Path(word)) == known[-1]) for word in told if word):
        expected = f"backend.serves={name}" if name else f"backend.path={model.folder}"
        raise UserError(
            f"server {url}: serves {told[0][:200]!r}, not {expected}; start it with that model or set backend.serves to its name"
        )


def _tail(path: Path) -> str:
    """The last part of a model's path that tells it from others."""
    return f"{path.parent.name}/{path.name}" if path.name == "export" else path.name
