"""Collected comments made sense of: scrubbed, coded with a codebook, counted and quoted."""
