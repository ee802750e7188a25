"""The truth: tables, rules and use cases. Knows nothing of HTTP, GraphQL or pages."""
