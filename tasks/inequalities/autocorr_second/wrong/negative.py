# expect: ok:
# at most: 0.6666666667
# they count as 0, which leaves a comb
def solve(n_max):
    return {"a": [1.0 if i % 2 else -1e6 for i in range(n_max)]}
