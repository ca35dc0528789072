"""What the engine keeps: inbox, conversations, runs and their journal, uploads."""
