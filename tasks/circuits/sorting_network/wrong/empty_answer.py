# expect: ok: comparators appended
# at most: -1
def solve(n):
    return {"c": []}
