# expect: ok:
# at most: 2.0
def solve(n_max):
    a = [1.0 if i % 2 else -1.0 for i in range(n_max)]
    a[0] += 1e-9
    return {"a": a}
