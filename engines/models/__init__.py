"""Model families: pre- and post-processing, one file a family."""
