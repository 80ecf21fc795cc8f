import runpy

print(1 / (1 + abs(runpy.run_path("/app/solution.py")["answer"]() - 42)))
