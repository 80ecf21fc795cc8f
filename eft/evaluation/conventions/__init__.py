"""Task folders of other projects: one file for each convention, found by the files that a folder holds.

A convention is a module with `recognises(folder)` and `load(folder) -> ForeignFolder`.
"""
