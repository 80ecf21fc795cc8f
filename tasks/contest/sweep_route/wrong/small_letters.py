# expect: invalid: letter
def solve(N, right, down, d):
    return {"move": "rdlu"}
