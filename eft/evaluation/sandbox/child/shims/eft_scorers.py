"""The compiled scorers under the name by which candidates import them."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys

loader = importlib.machinery.ExtensionFileLoader("_scorers", "/eft/scorers.so")
spec = importlib.util.spec_from_loader("_scorers", loader)
assert spec is not None
module = importlib.util.module_from_spec(spec)
loader.exec_module(module)
sys.modules[__name__] = module
