"""Documents as PDF, set by typst in a process of its own."""
