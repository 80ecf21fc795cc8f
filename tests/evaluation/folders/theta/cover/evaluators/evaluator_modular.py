import os
import sys

sys.path.append(os.path.dirname(__file__))

from openevolve.modular_utils.evaluation_controller import (
    ObjectiveBasedProblemEvaluator,
    create_evaluation_controller,
    get_current_problem_config,
)
from verify import compute_objective_value, validate_solution

PROBLEM_CONFIG = get_current_problem_config()


def evaluate(program_path, temp_dir=None):
    problem = ObjectiveBasedProblemEvaluator(
        validate_func=validate_solution, compute_objective_func=compute_objective_value, maximize=False
    )
    return create_evaluation_controller(problem, PROBLEM_CONFIG).evaluate(program_path, temp_dir)
