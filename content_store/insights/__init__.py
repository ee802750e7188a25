"""What marketing acts on, from the sums: use, coverage, searches, people, upkeep. Begin at ``reports``."""
