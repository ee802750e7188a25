"""The marketing workspace: writing, reviewing, publishing and looking after assets in the browser."""
