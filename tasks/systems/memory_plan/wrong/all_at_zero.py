# expect: invalid: share units
def solve(start, end, size):
    return {"offset": [0] * len(size)}
