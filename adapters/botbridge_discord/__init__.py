"""Discord, on discord.py: the gateway brings events, REST takes answers."""
