"""SQL for each noun that users keep, as functions over a connection."""
