import json
import sys
from importlib import __import__
from pathlib import Path

GOLDEN = (1 + 5**0.5) / 2


def evaluate(program_path, results_path):
    sys.path.insert(0, str(Path(program_path).parent))
    value = __import__(Path(program_path).stem).ratio()
    with open(results_path, "w") as file:
        json.dump({"benchmark_ratio": 1 - abs(value - GOLDEN), "value": value, "eval_time": 0.0}, file)


if __name__ == "__main__":
    evaluate(sys.argv[1], sys.argv[2])
