"""Code that runs in the sandbox's own processes: standard library and numpy only, no other import from `eft`."""
