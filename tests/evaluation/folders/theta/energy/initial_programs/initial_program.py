# EVOLVE-BLOCK-START
def propose(n):
    low = 0.1
    high = 0.8
    return [low + (high - low) * i / (n - 1) for i in range(n)]


# EVOLVE-BLOCK-END


if __name__ == "__main__":
    from openevolve.modular_utils.evaluation_controller import get_current_problem_config
    from openevolve.modular_utils.file_io_controller import save_search_results

    config = get_current_problem_config()
    data = propose(config["core_parameters"]["n"])
    save_search_results(best_perfect_solution=None, current_solution={"data": data}, target_value=config["target_value"])
    print(f"{config['problem_type']}: saved {len(data)} numbers")
