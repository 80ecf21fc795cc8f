# expect: invalid: leaves the room
def solve(N, right, down, d):
    return {"move": "UD"}
