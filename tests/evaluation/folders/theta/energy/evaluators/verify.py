def validate_solution(data):
    if len(data) != 6:
        return False, f"expected 6 numbers, got {len(data)}"
    return all(0 <= x <= 1 for x in data), "numbers outside of [0, 1]"


def compute_objective_value(data):
    import numpy as np

    x = np.array(data)
    return float(sum(1 / (abs(a - b) + 1e-3) for i, a in enumerate(x) for b in x[:i]))
