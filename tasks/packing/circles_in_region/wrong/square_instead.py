# expect: invalid: centre outside
def solve(n, region):
    return {"region": "square", "x": [(i % 4 + 0.5) / 4 for i in range(n)], "y": [(i // 4 + 0.5) / 4 for i in range(n)], "r": [0.125] * n}
