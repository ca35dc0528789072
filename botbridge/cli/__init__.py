"""The `botbridge` command."""
