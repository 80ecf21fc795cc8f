"""Stand-in for the package of this name, as far as evaluators import it."""
