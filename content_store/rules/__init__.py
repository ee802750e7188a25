"""Pure rules: values and ``now`` in, values out. Standard library only."""
