from itertools import pairwise


def validate_solution(data):
    if len(data) != 5:
        return False, f"expected 5 numbers, got {len(data)}"
    return all(0 <= x <= 1 for x in data), "numbers outside of [0, 1]"


def compute_objective_value(data):
    ordered = sorted(data)
    return min(b - a for a, b in pairwise(ordered))
