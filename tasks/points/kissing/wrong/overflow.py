# expect: invalid: v
def solve(d):
    return {"v": [[3037000500 * 10**9] + [0] * (d - 1), [0, 3037000500 * 10**9] + [0] * (d - 2)]}
