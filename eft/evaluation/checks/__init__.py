"""The checks that `eft.evaluation.contract` makes of a family: of its files, its scorer and its programs. A check that fails raises Breach."""
