# expect: error: read-only
def solve(indptr, indices, data, k):
    data -= 0.01
