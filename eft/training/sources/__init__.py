"""Readers of other systems' records: one file a format, each with `recognises(path)` and `rows(path, …)` in our columns."""
