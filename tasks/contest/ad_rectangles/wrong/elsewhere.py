# expect: ok:
# at most: 0.0
def solve(p, want):
    used = {int(y) for _, y in p}
    free = [y for y in range(10000) if y not in used]
    return {"r": [[0, free[k], 10000, free[k] + 1] for k in range(len(p))]}
