"""The pages of `eft report`: markup, figures, and what a run or a comparison shows. Reads stores; changes nothing."""
