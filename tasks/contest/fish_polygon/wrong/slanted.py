# expect: invalid: not an axis-parallel line
def solve(good, bad, max_vertices, max_perimeter):
    return {"v": [[0, 0], [90000, 1], [90000, 90000], [0, 90000]]}
