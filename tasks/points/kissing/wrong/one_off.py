# expect: invalid:
# nearly 60 degrees: |x - y|^2 is one less than |x|^2
def solve(d):
    big = 10**6
    return {"v": [[2 * big, 0] + [0] * (d - 2), [big, 1732050] + [0] * (d - 2)]}
