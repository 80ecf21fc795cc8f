import importlib.util


def load(path):
    spec = importlib.util.spec_from_file_location("program", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def height(x, y):
    return 10.0 - (x - 3.0) ** 2 - (y + 1.0) ** 2


def evaluate(program_path):
    raise RuntimeError("never called: there are stages")


def evaluate_stage1(program_path):
    x, y = load(program_path).search()
    return {"combined_score": height(x, y), "runs": 1.0}


def evaluate_stage2(program_path):
    x, y = load(program_path).search()
    return {"combined_score": height(x, y), "x": x, "y": y, "stage": 2.0}
