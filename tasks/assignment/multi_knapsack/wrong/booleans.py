# expect: invalid: x
def solve(p, **rest):
    return {"x": [j == 0 for j in range(len(p))]}
