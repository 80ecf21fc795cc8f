# expect: invalid: touch or cross
def solve(good, bad, max_vertices, max_perimeter):
    return {"v": [[0, 0], [9, 0], [9, 9], [5, 9], [5, 5], [20, 5], [20, 20], [0, 20]]}
