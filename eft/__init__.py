"""Evolution fine-tuning: collect, fit, evolve, compare."""
