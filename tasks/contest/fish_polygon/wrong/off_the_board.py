# expect: invalid: v[
def solve(good, bad, max_vertices, max_perimeter):
    return {"v": [[-1, 0], [100000, 0], [100000, 90000], [-1, 90000]]}
