"""A frozen view in, something a person reads out. Nothing here knows HTTP or the database."""
