"""The checks of a family that `eft.evaluation.contract` makes: of its files, its scorer, its programs. One that fails raises Breach."""
