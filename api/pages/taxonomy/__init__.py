"""Keeping the taxonomy in the browser: facets, tags, merging, files."""
