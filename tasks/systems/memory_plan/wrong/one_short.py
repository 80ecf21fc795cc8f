# expect: invalid: offset: expected
def solve(start, end, size):
    return {"offset": [10**6 * k for k in range(len(size) - 1)]}
