# expect: invalid|output|error:
# differences that would wrap around in 64 bits
def solve(k):
    return {"m": [-(2**63) + 1, 2**63 - 1] + [2**i for i in range(k - 2)]}
