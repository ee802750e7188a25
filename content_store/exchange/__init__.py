"""Bringing content in from files and taking it out again: Markdown folders, CSV, JSONL, the demo."""
