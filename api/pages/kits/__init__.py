"""Kits in the browser: learning from them, writing them, and running a program with them."""
