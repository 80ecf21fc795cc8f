"""Parts of the `openai` backend."""
