# expect: ok: comparators appended
# at most: 21
def solve(n):
    return {"c": []}
