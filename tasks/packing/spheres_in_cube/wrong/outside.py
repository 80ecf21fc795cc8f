# expect: ok:
# at most: 0.8660254037844386
# the best packing of nine points (corners and centre) blown up by 1e-9: clipped back
def solve(n):
    corner = (-1e-9, 1.0 + 1e-9)
    return {"p": [[a, b, c] for a in corner for b in corner for c in corner] + [[0.5, 0.5, 0.5]]}
