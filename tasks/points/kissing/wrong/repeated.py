# expect: invalid:
def solve(d):
    return {"v": [[1] + [0] * (d - 1)] * 600}
