# expect: invalid: letters, the string has
def solve(alphabet, s):
    rules = [[0, 0]]
    for j in range(1000):
        rules.append([alphabet + j] * 2)
    return {"rules": rules}
