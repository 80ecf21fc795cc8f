# expect: error: read-only
def solve(c, b):
    b /= c[:, :1]
    return {"x": b}
