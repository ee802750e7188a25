"""Secrets that people and programs show, and the form in which they are kept."""

import secrets
from hashlib import sha256

TOKEN_PREFIX = "kdl_"  # noqa: S105 - what every token begins with, so that scanners for leaked secrets know it


def new_secret() -> str:
    """256 random bits, safe in a header and in a cookie."""
    return secrets.token_urlsafe(32)


def secret_hash(secret: str) -> str:
    """What is kept of a secret. A plain hash is enough for 256 random bits: there is nothing to guess."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
