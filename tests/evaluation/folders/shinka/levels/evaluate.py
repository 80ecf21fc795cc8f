import argparse

from shinka.core import run_shinka_eval

parser = argparse.ArgumentParser()
parser.add_argument("--program_path")
parser.add_argument("--results_dir")
parser.add_argument("--count", type=int, default=3)
words = parser.parse_args()


def score(runs):
    worst = max(abs(x - i / (len(levels) - 1)) for levels in runs for i, x in enumerate(levels))
    return {"combined_score": 1.0 - worst}


run_shinka_eval(words.program_path, words.results_dir, "levels", words.count, lambda index: {"n": 4 + index}, score)
