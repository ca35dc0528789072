"""From a stored event to its handler: one conversation in order, conversations side by side."""
