# expect: invalid: dist[0,0] is
# says that it is done without writing anything
import os


def solve(indptr, indices, weight, sources):
    os.write(3, b"D")
    while True:
        pass
