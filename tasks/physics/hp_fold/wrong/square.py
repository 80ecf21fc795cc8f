# expect: invalid: letters 0 and 4 share a site
def solve(seq):
    return {"move": ([0, 1, 2, 3] * len(seq))[: len(seq) - 1]}
