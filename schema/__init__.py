"""The GraphQL schema, one file per noun; thin: it parses input, calls one use case, and converts the result."""
