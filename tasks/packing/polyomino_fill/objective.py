AHEAD = 2  # pieces that are tried on a cell before it stays empty


class Objective:
    """Permutation: the first free cell (row by row) gets the first of the next two pieces that covers it and fits; if none does it stays empty.

    Value: minus the number of covered cells.
    """

    kind = "permutation"

    def __init__(self, inputs):
        self.width, self.height = width, height = int(inputs["W"]), int(inputs["H"])
        start = [int(v) for v in inputs["start"]]
        cells = [(int(x), int(y)) for x, y in inputs["cells"]]
        self.size = len(start) - 1
        self.low, self.high = 0, self.size - 1
        self.row = width + 1  # a sentinel column keeps pieces from wrapping around
        self.full = sum(1 << (y * self.row + width) for y in range(height)) | -1 << height * self.row
        self.area = [b - a for a, b in zip(start, start[1:], strict=False)]
        self.shapes = [self.turns(cells[a:b]) for a, b in zip(start, start[1:], strict=False)]

    def turns(self, cells):
        """Different orientations: bit mask from the first cell (lowest row, then leftmost), its column, and the number of the orientation."""
        found = {}
        for orient in range(8):
            turned = [(-x, y) for x, y in cells] if orient >= 4 else list(cells)
            for _ in range(orient % 4):
                turned = [(-y, x) for x, y in turned]
            left, low = min(x for x, _ in turned), min(y for _, y in turned)
            spots = sorted((y - low) * self.row + x - left for x, y in turned)
            found.setdefault(tuple(spots), (sum(1 << spot - spots[0] for spot in spots), spots[0], orient))
        return list(found.values())

    def fill(self, z):
        """Placements (piece, orientation, corner) and the number of covered cells."""
        board, waiting, done, covered = self.full, list(z), [], 0
        while waiting and board != -1:
            at = (~board & board + 1).bit_length() - 1  # the lowest free cell
            for k, piece in enumerate(waiting[:AHEAD]):
                for mask, column, orient in self.shapes[piece]:
                    if not board & mask << at and at % self.row >= column:
                        board |= mask << at
                        done.append((piece, orient, at - column))
                        covered += self.area[piece]
                        del waiting[k]
                        break
                else:
                    continue
                break
            else:
                board |= 1 << at
        return done, covered

    def value(self, z):
        return -float(self.fill(z)[1])

    def answer(self, z):
        used, x, y, orient = ([0] * self.size for _ in range(4))
        for piece, turn, corner in self.fill(z)[0]:
            used[piece], orient[piece] = 1, turn
            y[piece], x[piece] = divmod(corner, self.row)
        return {"used": used, "x": x, "y": y, "orient": orient}
