// expect: invalid: does not compile
def solve(a, b, c):
    return {"out": c + a @ b}
