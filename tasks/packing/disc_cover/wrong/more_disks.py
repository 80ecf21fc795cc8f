# expect: invalid: x: expected 5 numbers, got 100
def solve(n):
    return {"n": 100, "x": [(i % 10 + 0.5) / 10 for i in range(100)], "y": [(i // 10 + 0.5) / 10 for i in range(100)]}
