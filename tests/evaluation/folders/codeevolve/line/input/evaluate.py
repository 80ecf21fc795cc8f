import json
import runpy
import sys

line = runpy.run_path(sys.argv[1])["line"]
error = sum((line(x) - (2 * x + 1)) ** 2 for x in range(5))
with open(sys.argv[2], "w") as file:
    json.dump({"benchmark_ratio": 1 / (1 + error)}, file)
