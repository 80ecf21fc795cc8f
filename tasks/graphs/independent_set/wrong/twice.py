# expect: invalid: appears twice
def solve(n, edges):
    return {"v": [3, 3]}
