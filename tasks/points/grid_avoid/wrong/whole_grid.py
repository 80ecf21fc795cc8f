# expect: invalid: in line
def solve(n, rule):
    return {"rule": "none", "p": [[x, y] for x in range(n) for y in range(n)]}
