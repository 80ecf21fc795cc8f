"""Parts of the `sglang` backend."""
