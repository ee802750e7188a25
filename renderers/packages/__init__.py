"""Kits as packages: a folder of pages with their files, and the same for learning management systems."""
