# expect: invalid: expected -1073741824..1073741824
def solve(n):
    return {"p": [[2**40 * i, i * i] for i in range(n)]}
