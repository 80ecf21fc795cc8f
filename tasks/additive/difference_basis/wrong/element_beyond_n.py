# expect: invalid: mark
def solve(n):
    return {"b": list(range(0, n + 2, 7)) + list(range(7)) + [n + 1]}
