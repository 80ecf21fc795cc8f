# expect: invalid: right angle
def solve(good, bad, max_vertices, max_perimeter):
    return {"v": [[0, 0], [5, 0], [9, 0], [9, 9], [0, 9]]}
