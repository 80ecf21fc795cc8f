"""Configuration: dataclass schemas, YAML files that hold only what differs, `key=value` on the command line.

A field made by `pick(folder, default)` takes the name of a file in a registry folder and that file's own fields
(`{name: puct, exploration: 1.2}`); only the chosen file is imported. `base:` names files to merge first, left to right.
Interpolation of other keys (`${seed}`) works; resolvers (`${oc.env:KEY}`) are refused, so no config reads a secret. What looks like a
key is refused too, since the resolved config is stored with the run.
"""

from __future__ import annotations

import dataclasses
import difflib
import importlib
import importlib.util
import json
import re
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, Union

import yaml

from eft.keys import refuse_secrets
from eft.types import UserError

Schema = TypeVar("Schema")
MAX_YAML_BYTES = 1_000_000
OVERRIDE = re.compile(r"([a-z_][a-z0-9_.]*)=(.*)", re.DOTALL)
KEY = re.compile(r"\$\{[A-Za-z0-9_.\[\]]+\}")
RUN_KEY = "run"  # in a run folder's config.yaml, for people (command, commit, versions); ignored on reading


def pick(folder: str, default: str | None = None) -> Any:
    """A dataclass field whose value is one entry of the registry package `folder`; None as default leaves it out."""
    return dataclasses.field(default=None, metadata={"registry": folder, "default": default})


@dataclass(frozen=True, slots=True)
class Arguments:
    """A command line sorted: config files, overrides, task ids, flags."""

    configs: tuple[str, ...] = ()
    overrides: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


def parse_arguments(argv: Sequence[str], flags: Sequence[str] = ()) -> Arguments:
    """Sort argv: `*.yaml` is a config, `key=value` an override, `--x` a flag, everything else a word (task id, path)."""
    found: dict[str, list[str]] = {"configs": [], "overrides": [], "words": [], "flags": []}
    for word in argv:
        if word.startswith("--"):
            if word not in flags:
                raise UserError(f"unknown option {word}{did_you_mean(word, flags)}; options: {', '.join(flags) or 'none'}, --help")
            found["flags"].append(word)
        elif word.endswith((".yaml", ".yml")) and not OVERRIDE.fullmatch(word):
            found["configs"].append(word)
        elif OVERRIDE.fullmatch(word):
            found["overrides"].append(word)
        else:
            found["words"].append(word)
    return Arguments(**{key: tuple(value) for key, value in found.items()})


def load(schema: type[Schema], arguments: Arguments, **extra: Any) -> Schema:
    """Merge defaults, config files, `extra` (already parsed words) and overrides into one `schema` instance.

    Raises UserError with the file or key and a did-you-mean.
    """
    data: dict[str, Any] = {}
    for name in arguments.configs:
        data = merge(data, read_yaml(find_config(name)))
    data = merge(data, {key: value for key, value in extra.items() if value is not None})
    data = merge(data, _overrides(arguments.overrides))
    data.pop(RUN_KEY, None)
    data = _interpolate(data)
    refuse_secrets(data)
    built = build(schema, data, "")
    return typing.cast(Schema, built)


def find_config(name: str) -> Path:
    """A config file by path, else by its path below the packaged configs folder (`configs/` may be left out)."""
    for path in (Path(name), shared_folder("configs") / name.removeprefix("configs/")):
        if path.is_file():
            return path
    known = sorted(str(p.relative_to(shared_folder("configs"))) for p in shared_folder("configs").rglob("*.yaml"))
    raise UserError(f"config {name}: no such file{did_you_mean(name.removeprefix('configs/'), known)}; packaged: {', '.join(known)}")


@cache
def shared_folder(name: str) -> Path:
    """Folder `tasks` or `configs`: beside the package in a checkout, inside it in an installed wheel."""
    package = Path(__file__).resolve().parent
    checkout = package.parent / name
    return checkout if (package.parent / "pyproject.toml").is_file() and checkout.is_dir() else package / "_share" / name


def read_yaml(path: Path, *, _seen: tuple[Path, ...] = ()) -> dict[str, Any]:
    """One YAML mapping with its `base:` files merged below it; safe loader, no aliases, at most 1 MB."""
    path = path.resolve()
    if path in _seen:
        raise UserError(f"config {path}: base files form a circle")
    data = load_yaml(path)
    bases = data.pop("base", [])
    merged: dict[str, Any] = {}
    for base in [bases] if isinstance(bases, str) else bases:
        target = path.parent / base
        if not target.is_file():
            raise UserError(f"config {path}: base {base}: no such file")
        merged = merge(merged, read_yaml(target, _seen=(*_seen, path)))
    return merge(merged, data)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # the C loader where PyYAML has it
    """Safe loader that reads `1e-5` as a number, as everyone expects."""


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:[0-9][0-9_]*)(?:\.[0-9_]*)?[eE][-+]?[0-9]+$"),
    list("-+0123456789"),
)


def load_yaml(path: Path) -> dict[str, Any]:
    """A YAML mapping read safely; UserError names the file and the place."""
    try:
        text = path.read_text(encoding="utf-8")
        if len(text) > MAX_YAML_BYTES:
            raise UserError(f"{path}: more than {MAX_YAML_BYTES} bytes of YAML")
        if re.search(r"(?m)(?:^|[\s\[{,:-])[&*][A-Za-z0-9_]+(?:\s|$)", _without_blocks(text)):
            raise UserError(f"{path}: YAML aliases (& and *) are not accepted; write the value out")
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 # a SafeLoader subclass
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: not valid YAML: {' '.join(str(error).split())[:200]}") from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise UserError(f"{path}: expected `key: value` lines at the top level")
    return data


def _without_blocks(text: str) -> str:
    """Text less its quoted strings and `|` blocks, where & and * are ordinary characters."""
    text = re.sub(r"(?m)^(\s*)[\w-]+:\s*[|>][-+]?\s*\n(?:(?:\1\s+.*)?\n)*", "", text + "\n")
    return re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*", "", text)


def merge(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    """`upper` over `lower`; a component whose `name` changes is replaced whole, so no field of the old one survives."""
    out = dict(lower)
    for key, value in upper.items():
        below = out.get(key)
        if isinstance(value, Mapping) and isinstance(below, str):
            below = {"name": below}
        if isinstance(value, Mapping) and isinstance(below, Mapping) and value.get("name", below.get("name")) == below.get("name"):
            out[key] = merge(below, value)
        else:
            out[key] = value
    return out


def _overrides(pairs: Sequence[str]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for pair in pairs:
        match = OVERRIDE.fullmatch(pair)
        assert match is not None  # parse_arguments sorted it
        try:
            value = yaml.load(match[2], Loader=_Loader)  # noqa: S506 # a SafeLoader subclass
        except yaml.YAMLError:
            value = match[2]
        for part in reversed(match[1].split(".")):
            value = {part: value}
        out = merge(out, value)
    return out


def _interpolate(data: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(data, default=str)
    if "${" not in text:
        return data
    for start in re.finditer(r"\$\{", text):  # plain keys only: a key inside a key could spell a resolver, `${${name}:HOME}`
        if not KEY.match(text, start.start()):
            shown = text[start.start() : start.start() + 60].partition("}")[0] + "}"
            raise UserError(f"config: {shown} is refused: no resolvers, no nesting; only other keys (${{seed}}) can be interpolated")
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    try:
        return typing.cast(dict[str, Any], OmegaConf.to_container(OmegaConf.create(data), resolve=True))
    except OmegaConfBaseException as error:
        raise UserError(f"config: {' '.join(str(error).split())[:200]}") from error


# --- plain data → dataclasses -------------------------------------------------------------------------------------------


def build(schema: Any, data: Mapping[str, Any], path: str) -> Any:
    """An instance of dataclass `schema` from plain data; `path` is the dotted key of this level for messages."""
    fields = {f.name: f for f in dataclasses.fields(schema) if f.init}
    for key in data:
        if key not in fields:
            raise UserError(f"config key {_join(path, str(key))}: unknown{did_you_mean(str(key), fields)}; keys: {', '.join(fields)}")
    hints = _hints(schema)
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if registry := field.metadata.get("registry"):
            values[name] = build_entry(registry, data.get(name, field.metadata["default"]), field.metadata["default"], _join(path, name))
        elif name in data:
            values[name] = _convert(hints[name], data[name], _join(path, name))
    try:
        return schema(**values)
    except (TypeError, ValueError) as error:
        raise UserError(f"config {path or schema.__name__}: {error}") from error


def build_entry(registry: str, value: Any, default: str | None, path: str) -> Any:
    """One registry entry from a name or a mapping with `name`; None when neither value nor default names one."""
    if value is None:
        return None
    data = {"name": value} if isinstance(value, str) else value
    if not isinstance(data, Mapping):
        raise UserError(f"config key {path}: expected a name or a mapping with `name`, got {value!r}")
    name = data.get("name", default)
    names = entries(registry)
    if name not in names:
        raise UserError(f"config key {path}: unknown name {name!r}{did_you_mean(str(name), names)}; there is: {', '.join(names)}")
    return build(entry_class(registry, name), {k: v for k, v in data.items() if k != "name"}, path)


def default_of(field: dataclasses.Field[Any]) -> Any:
    """What a field of a config holds when nothing is said of it; `dataclasses.MISSING` where something must be said."""
    if registry := field.metadata.get("registry"):
        return build_entry(registry, field.metadata["default"], None, field.name)
    return field.default if field.default_factory is dataclasses.MISSING else field.default_factory()


@cache
def entries(registry: str) -> tuple[str, ...]:
    """Names of a registry folder: its Python files that do not start with an underscore."""
    spec = importlib.util.find_spec(registry)
    assert spec is not None, registry
    assert spec.submodule_search_locations is not None, registry
    folders = [Path(place) for place in spec.submodule_search_locations]
    return tuple(sorted(p.stem for folder in folders for p in folder.glob("*.py") if not p.name.startswith("_")))


def entry_class(registry: str, name: str) -> Any:
    """The frozen dataclass that the file `registry/name.py` exports (its single `__all__` entry)."""
    module = importlib.import_module(f"{registry}.{name}")
    (export,) = module.__all__
    return getattr(module, export)


@cache
def _hints(schema: Any) -> dict[str, Any]:
    return typing.get_type_hints(schema)


def _convert(hint: Any, value: Any, path: str) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return value
    if origin in (Union, types.UnionType):
        return _convert_union(arguments, value, path)
    if origin is Literal:
        if value in arguments:
            return value
        raise UserError(f"config key {path}: {value!r} is not one of {', '.join(map(str, arguments))}{did_you_mean(str(value), arguments)}")
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, Mapping):
            raise UserError(f"config key {path}: expected a mapping, got {value!r}")
        return build(hint, value, path)
    if origin in (list, tuple, Sequence):
        return _convert_sequence(origin, arguments, value, path)
    if origin in (dict, Mapping):
        if not isinstance(value, Mapping):
            raise UserError(f"config key {path}: expected a mapping, got {value!r}")
        return {_convert(arguments[0], k, path): _convert(arguments[1], v, _join(path, str(k))) for k, v in value.items()}
    return _convert_scalar(hint, value, path)


def _convert_union(options: tuple[Any, ...], value: Any, path: str) -> Any:
    if value is None and type(None) in options:
        return None
    first: UserError | None = None
    for option in options:
        if option is type(None):
            continue
        try:
            return _convert(option, value, path)
        except UserError as error:
            first = first or error
    raise first or UserError(f"config key {path}: null is not accepted")


def _convert_sequence(origin: Any, arguments: tuple[Any, ...], value: Any, path: str) -> Any:
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        value = [value]  # `tasks=a` on the command line means a list of one
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise UserError(f"config key {path}: expected a list, got {value!r}")
    if origin is tuple and not (len(arguments) == 2 and arguments[1] is Ellipsis):
        if len(value) != len(arguments):
            raise UserError(f"config key {path}: expected {len(arguments)} values, got {len(value)}")
        return tuple(_convert(a, v, f"{path}[{i}]") for i, (a, v) in enumerate(zip(arguments, value, strict=True)))
    items = [_convert(arguments[0], v, f"{path}[{i}]") for i, v in enumerate(value)]
    return items if origin is list else tuple(items)


def _convert_scalar(hint: Any, value: Any, path: str) -> Any:
    if isinstance(hint, type) and issubclass(hint, Enum):
        try:
            return hint(value)
        except ValueError:
            raise UserError(f"config key {path}: {value!r} is not one of {', '.join(str(m.value) for m in hint)}") from None
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if hint is str and isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if hint is Path and isinstance(value, str):
        return Path(value)
    if hint in (int, float, str, bool, Path) and isinstance(value, hint) and not (hint is int and isinstance(value, bool)):
        return value
    raise UserError(f"config key {path}: expected {getattr(hint, '__name__', hint)}, got {value!r}")


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def did_you_mean(word: str, known: Any) -> str:
    """`; did you mean X?` for the nearest of `known`, or nothing."""
    near = difflib.get_close_matches(word, [str(k) for k in known], n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""
