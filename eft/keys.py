"""Keys and other secrets: read where they are used, cut out of what is shown or stored, refused in configs, kept from children.

A key comes from an environment variable or from a file of its own, never from a config or a command line: those are stored with
every run and shown by `ps`.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from eft.types import UserError

MAX_KEY_BYTES = 10_000
MIN_SECRET_CHARS, MIN_PART_CHARS = 8, 16  # shorter values of a variable are too common, as a whole and as part of a text
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SECRET_NAME = re.compile(r"(?i)(^|[_.-])(api_?key|key|token|secret|passw(or)?d|passwd|credentials?|authorization|auth)$")
_SHAPES = re.compile(
    r"\b(sk-[A-Za-z0-9_-]{16,}|hf_[A-Za-z0-9]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16}"
    r"|AIza[0-9A-Za-z_-]{30,}|gsk_[A-Za-z0-9]{20,})|-----BEGIN [A-Z ]*PRIVATE KEY|\bBearer [A-Za-z0-9._~+/-]{12,}"
)
# What a child needs to find programs, libraries, devices and caches; everything else of the environment stays here.
CHILD_NAMES = frozenset({
    "PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "SHELL", "LD_LIBRARY_PATH", "LD_PRELOAD", "VIRTUAL_ENV",
    "PYTHONPATH", "PYTHONHOME", "PYTHONUTF8", "PYTHONHASHSEED", "PYTHONUNBUFFERED", "PYTHONWARNINGS", "PYTHONDONTWRITEBYTECODE",
    "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR",
})  # fmt: skip
CHILD_PREFIXES = (
    "LC_", "XDG_", "OMP_", "MKL_", "OPENBLAS_", "KMP_", "CUDA_", "NVIDIA_", "NCCL_", "GLOO_", "TORCH", "PYTORCH_", "TRITON_", "HF_",
    "TRANSFORMERS_", "TOKENIZERS_", "SGLANG_", "FLASHINFER_", "ROCR_", "HIP_", "UCX_", "SLURM_", "CONDA_",
)  # fmt: skip


def child_environment(source: Mapping[str, str] | None = None) -> dict[str, str]:
    """The part of the environment that a child process is given: names on the list, less those that name a secret (HF_TOKEN …)."""
    given = os.environ if source is None else source
    return {name: value for name, value in given.items() if _is_plain(name) and not _SECRET_NAME.search(name)}


def _is_plain(name: str) -> bool:
    return name in CHILD_NAMES or name.startswith(CHILD_PREFIXES)


def read_key(variable: str, file: Path | None = None) -> str:
    """The key in `file` if one is named, else in the environment variable; empty if there is none. UserError for an unusable one."""
    if file is None:
        key = os.environ.get(variable, "").strip() if variable else ""
        if not all("!" <= letter <= "~" for letter in key):
            raise UserError(f"environment variable {variable}: its value is no key (white space, control or foreign characters)")
        return key
    try:
        with file.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            text = stream.read(MAX_KEY_BYTES + 1).decode("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"key file {file}: {getattr(error, 'strerror', None) or 'not plain text'}") from None
    if not text or len(text) > MAX_KEY_BYTES or len(text.split()) != 1:
        raise UserError(f"key file {file}: expected one line with the key and nothing else")
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        print(f"warning: key file {file} can be read or changed by other users; chmod 600 {file}", file=sys.stderr)
    return text


def check_variable(name: str, field: str) -> None:
    """UserError unless `name` can be an environment variable; the value is not repeated, as it may be the key itself."""
    if name and (not VARIABLE.fullmatch(name) or _SHAPES.search(name)):
        raise UserError(f"{field}: expected the name of an environment variable, not a key")


def hide(text: str, *keys: str) -> str:
    """`text` with every key cut out."""
    for key in keys:
        if key:
            text = text.replace(key, "[key]")
    return text


def secrets_of(environment: Mapping[str, str]) -> list[str]:
    """Values of the variables that name a secret, longest first; paths of key files are none."""
    named = {value for name, value in environment.items() if _SECRET_NAME.search(name)}
    values = {value for value in named if len(value) >= MIN_SECRET_CHARS and not value.startswith(("/", "~", "."))}
    return sorted(values, key=len, reverse=True)


def refuse_secrets(data: Any, environment: Mapping[str, str] | None = None) -> None:
    """UserError that names the config key, and never the value, of anything that looks like a key or is one of the environment's."""
    known = secrets_of(os.environ if environment is None else environment)
    for path, value in _leaves(data, ()):
        if _SHAPES.search(value) or any(value == one or (len(one) >= MIN_PART_CHARS and one in value) for one in known):
            raise UserError(
                f"config key {path}: holds what looks like a key; configs are stored with the run. "
                "Put the key into an environment variable (backend.key_env=NAME) or a file (backend.key_file=PATH)"
            )


def _leaves(data: Any, path: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(dotted key, text) of every text below `data`."""
    if isinstance(data, str):
        yield ".".join(path), data
        return
    inner: Iterable[tuple[Any, Any]] = ()
    if isinstance(data, Mapping):
        inner = data.items()
    elif isinstance(data, (list, tuple)):
        inner = enumerate(data)
    for name, value in inner:
        yield from _leaves(value, (*path, str(name)))
