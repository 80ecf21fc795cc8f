"""Parts of the `rules` backend: the table of fragments, the outline of a search program, the changes."""
