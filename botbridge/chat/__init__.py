"""What an app writes with."""
