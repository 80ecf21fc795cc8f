"""Start-up hook of the SGLang environment: what the CUDA builds of its neighbours expect and a CPU build of torch lacks.

After `torch` has been imported:
  * torchvision's wheel is linked against CUDA and cannot register its operators: the two it needs at import get a schema and no kernel;
  * pinned memory needs an accelerator (torch 2.13 raises without one), and SGLang's LoRA code asks for it: ordinary memory is given.
"""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any


def mend(torch: Any) -> None:
    """Change the imported `torch` in place."""
    schemas = torch.library.Library("torchvision", "DEF")
    schemas.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    schemas.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    torch.library._eft_keep = schemas  # a library's definitions end with it
    if torch.accelerator.is_available():
        return
    torch.Tensor.pin_memory = lambda self, *_: self
    for name in ("tensor", "empty", "zeros", "ones", "full", "empty_like", "zeros_like", "arange"):
        setattr(torch, name, _unpinned(getattr(torch, name)))


def _unpinned(make: Callable[..., Any]) -> Callable[..., Any]:
    def made(*args: Any, **kwargs: Any) -> Any:
        kwargs.pop("pin_memory", None)
        return make(*args, **kwargs)

    return made


class _AfterTorch(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds `torch` once, by the other finders, and mends it when it has been run."""

    def __init__(self) -> None:
        self.inner: Any = None

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> importlib.machinery.ModuleSpec | None:
        if name != "torch":
            return None
        sys.meta_path.remove(self)
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None:
            self.inner, spec.loader = spec.loader, self
        return spec

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self.inner.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self.inner.exec_module(module)
        mend(module)


sys.meta_path.insert(0, _AfterTorch())
