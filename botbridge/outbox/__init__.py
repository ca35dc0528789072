"""The only way out: split, paced, retried, in order; one lane per conversation."""
