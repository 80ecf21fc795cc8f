"""Without the helper: writes both files by itself."""

import argparse
import json
import os
import runpy
from itertools import pairwise

parser = argparse.ArgumentParser()
parser.add_argument("--program_path")
parser.add_argument("--results_dir")
words = parser.parse_args()
points = sorted(runpy.run_path(words.program_path)["points"]())
inside = all(0 <= p <= 1 for p in points) and len(points) == 6
gap = min(b - a for a, b in pairwise(points))
os.makedirs(words.results_dir, exist_ok=True)
with open(os.path.join(words.results_dir, "correct.json"), "w") as file:
    json.dump({"correct": inside, "error": None if inside else "points outside of [0, 1]"}, file)
with open(os.path.join(words.results_dir, "metrics.json"), "w") as file:
    json.dump({"combined_score": gap, "text_feedback": f"smallest gap {gap:.3f}"}, file)
