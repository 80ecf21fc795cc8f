# expect: ok:
# at most: 0.45
# centres in line have no circumcentres: the corners and edges decide
def solve(n):
    return {"x": [0.5] * n, "y": [(i + 0.5) / n for i in range(n)]}
