# expect: invalid: characters, at most
def solve(N, right, down, d):
    return {"move": "RL" * 50001}
