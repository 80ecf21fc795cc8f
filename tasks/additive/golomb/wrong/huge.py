# expect: invalid|output|error:
def solve(k):
    return {"m": [2**70 + 2**i for i in range(k)]}
