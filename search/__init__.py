"""What is indexed, how a query is understood, how results are ranked."""
