# expect: invalid: capacity
# items in index order until the first constraint is broken for the first time
def solve(p, w, c):
    x, load = [0] * len(p), 0
    for j in range(len(p)):
        x[j] = 1
        load += int(w[0][j])
        if load > c[0]:
            return {"x": x}
