"""The command line. Its modules import what is heavy inside the commands, so that help appears at once."""

from api.cli.commands import main

__all__ = ["main"]
