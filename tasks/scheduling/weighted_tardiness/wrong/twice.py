# expect: invalid: appears 2 times
def solve(p, w, due):
    return {"order": [0] + list(range(len(p) - 1))}
