# expect: invalid: '*' where a number
def solve(x, y):
    return {"expr": "9**9**9**9"}
