# expect: invalid: overlap
# rectangles are not turned, whatever the answer says
def solve(W, w, h):
    y = [0]
    for i in range(len(w) - 1):
        y.append(y[-1] + min(int(w[i]), int(h[i])))
    return {"x": [0] * len(w), "y": y, "turned": [1] * len(w)}
