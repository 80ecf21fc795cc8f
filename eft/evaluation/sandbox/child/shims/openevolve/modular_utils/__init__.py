"""Stand-in for ThetaEvolve's adapter package of this name, as far as its evaluators and programs import it."""
