# expect: invalid: appears 2 times
def solve(f, d):
    return {"p": [0] + list(range(len(f) - 1))}
