import argparse

import numpy as np
from shinka.core import run_shinka_eval


def validate(result):
    return (result > 0, None) if np.isfinite(result) else (False, "not finite")


def aggregate(results):
    errors = [abs(x - np.sqrt(seed)) for seed, x in enumerate(results, start=1)]
    return {
        "combined_score": -float(np.mean(errors)),
        "public": {"worst": float(max(errors))},
        "private": {"hidden": 42},
        "extra_data": results,
    }


def main(program_path, results_dir):
    run_shinka_eval(
        program_path=program_path,
        results_dir=results_dir,
        experiment_fn_name="run",
        num_runs=4,
        aggregate_metrics_fn=aggregate,
        validate_fn=validate,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program_path", default="initial.py")
    parser.add_argument("--results_dir", default="results")
    main(**vars(parser.parse_args()))
