# expect: invalid: offset
def solve(start, end, size):
    return {"offset": [2**63 - 1 - k for k in range(len(size))]}
