import numpy as np


class Objective:
    """Integers 0..63: a stack of columns. The board has C columns and 64 rows; z[0] and z[1] give the first and the last column, z[2 + 2c]
    and z[3 + 2c] the lowest and highest row of column c. A column that does not meet its left neighbour is stretched by the gap; the polygon
    ends before the column that would make it too long. Value: bad - good points inside - 1.
    """

    kind = "integers"
    rows = 64

    def __init__(self, inputs):
        self.columns = min(24, int(inputs["max_vertices"]) // 4)
        self.longest = int(inputs["max_perimeter"])
        self.size, self.low, self.high = 2 + 2 * self.columns, 0, self.rows - 1
        self.x = [k * 100_000 // self.columns for k in range(self.columns + 1)]
        self.y = [k * 100_000 // self.rows for k in range(self.rows + 1)]
        edges = (np.array(self.x) - 0.5, np.array(self.y) - 0.5)
        good, bad = (np.histogram2d(*np.asarray(inputs[name]).T, bins=edges)[0] for name in ("good", "bad"))
        gain = np.concatenate([np.zeros((self.columns, 1)), np.cumsum(good - bad, axis=1)], axis=1)
        self.gain = gain.astype(np.int64).tolist()

    def _columns(self, z):
        """(column, lowest row, row behind the highest) from left to right, and the points gained."""
        y, count, out, total = self.y, self.columns, [], 0
        start, end = sorted((z[0] * count // self.rows, z[1] * count // self.rows))
        length = 0
        for c in range(start, end + 1):
            low, high = z[2 + 2 * c], z[3 + 2 * c]
            if low > high:
                low, high = high, low
            high += 1
            if out:
                _, before, behind = out[-1]
                if low >= behind:
                    low = behind - 1
                if high <= before:
                    high = before + 1
                length += abs(y[low] - y[before]) + abs(y[high] - y[behind])
            else:
                length = y[high] - y[low]
            if out and length + y[high] - y[low] + 2 * (self.x[c + 1] - self.x[start]) > self.longest:
                break
            gain = self.gain[c]
            total += gain[high] - gain[low]
            out.append((c, low, high))
        return out, total

    def value(self, z):
        return -self._columns(z)[1] - 1

    def answer(self, z):
        columns, _ = self._columns([int(v) for v in z])
        lower, upper = [], []
        for k, (c, low, high) in enumerate(columns):
            x0, x1, y0, y1 = self.x[c], self.x[c + 1] - 1, self.y[low], self.y[high] - 1
            if k == 0:
                lower.append((x0, y0))
                upper.append((x0, y1))
            else:
                # the higher of two neighbouring columns keeps its whole width
                if y0 != lower[-1][1]:
                    at = x0 if y0 < lower[-1][1] else x0 - 1
                    lower += [(at, lower[-1][1]), (at, y0)]
                if y1 != upper[-1][1]:
                    at = x0 if y1 > upper[-1][1] else x0 - 1
                    upper += [(at, upper[-1][1]), (at, y1)]
        lower.append((x1, lower[-1][1]))
        upper.append((x1, upper[-1][1]))
        return {"v": [list(p) for p in lower + upper[::-1]]}
