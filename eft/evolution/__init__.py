"""The moves of `eft evolve`: what is searched and from where, how programs are judged, the run itself, and what came of it."""
