# expect: invalid: not an axis-parallel line
def solve(good, bad, max_vertices, max_perimeter):
    return {"v": [[0, 0], [9, 0], [9, 0], [9, 9], [0, 9]]}
