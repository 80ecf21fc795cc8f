# expect: invalid: m: expected 15 x 15 integers
def solve(n):
    return {"m": [[1 if bin(i & j).count("1") % 2 == 0 else -1 for j in range(16)] for i in range(16)], "n": 16}
