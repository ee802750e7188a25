"""Every SELECT worth a name; nothing else selects."""
