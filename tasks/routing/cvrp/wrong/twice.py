# expect: invalid: visited twice
def solve(xy, demand, Q):
    return {"route": [1, 0, 1]}
