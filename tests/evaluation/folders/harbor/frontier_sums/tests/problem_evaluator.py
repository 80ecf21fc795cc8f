"""As Frontier-CS 2.0 writes its evaluators: (score, unbounded score, message)."""

import importlib.util


def load(path):
    spec = importlib.util.spec_from_file_location("program", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def evaluate(solution_path):
    numbers = load(solution_path).solve(6)
    if len(numbers) != 6 or not all(isinstance(x, int) for x in numbers):
        return 0.0, 0.0, "expected 6 integers"
    count = len({a + b for a in numbers for b in numbers})
    return min(100.0, 100.0 * count / 21), 100.0 * count / 21, f"{count} sums"
