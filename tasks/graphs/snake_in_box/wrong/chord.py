# expect: ok: has a chord to an earlier vertex
# at most: 2
# a Hamiltonian path (Gray code) has chords
def solve(d, kind):
    return {"v": [k ^ k >> 1 for k in range(2**d)]}
