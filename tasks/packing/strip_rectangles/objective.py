class Objective:
    """Permutation: rectangles in this order, each to the lowest place on the skyline (the leftmost of equals).

    Value: the height used, plus the mean height of the skyline in units of it, so that equal heights are told apart.
    """

    kind = "permutation"

    def __init__(self, inputs):
        self.width = int(inputs["W"])
        self.w, self.h = [int(v) for v in inputs["w"]], [int(v) for v in inputs["h"]]
        self.size, self.low, self.high = len(self.w), 0, len(self.w) - 1

    def place(self, z):
        """Lower left corners x, y and the skyline: left ends and heights of its segments (the last left end is the width)."""
        left, top = [0, self.width], [0]
        xs, ys = [0] * self.size, [0] * self.size
        for item in z:
            w, h = self.w[item], self.h[item]
            best = None
            for k, x in enumerate(left[:-1]):
                end = x + w
                if end > self.width:
                    break
                y, m = top[k], k + 1
                while left[m] < end and (best is None or y < best):
                    if top[m] > y:
                        y = top[m]
                    m += 1
                if best is None or y < best:
                    best, at, behind = y, k, m
            x, end = left[at], left[at] + w
            xs[item], ys[item] = x, best
            if left[behind] > end:  # the last segment below stays in part
                left[at:behind], top[at:behind] = [x, end], [best + h, top[behind - 1]]
            else:
                left[at:behind], top[at:behind] = [x], [best + h]
        return xs, ys, left, top

    def value(self, z):
        _, _, left, top = self.place(z)
        highest = max(top)
        mean = sum(y * (b - a) for y, a, b in zip(top, left, left[1:], strict=False)) / self.width
        return highest + mean / highest

    def answer(self, z):
        xs, ys, _, _ = self.place(z)
        return {"x": xs, "y": ys}
