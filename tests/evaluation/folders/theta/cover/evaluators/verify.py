def validate_solution(data):
    if len(data) != 4:
        return False, f"expected 4 numbers, got {len(data)}"
    return all(0 <= x <= 1 for x in data), "numbers outside of [0, 1]"


def compute_objective_value(data):
    return max(min(abs(i / 100 - x) for x in data) for i in range(101))
