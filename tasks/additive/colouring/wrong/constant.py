# expect: ok:
# at most: 1.0
# 1 + 1 = 2
def solve(rule, k):
    return {"c": [0] * 4000, "score": 4000}
