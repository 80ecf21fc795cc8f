# expect: invalid:
# points beyond the clip limit become one
def solve(n, d):
    return {"p": [[1e6 * (i + 1)] * d for i in range(n)]}
