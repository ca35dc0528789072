"""The nouns: frozen data without I/O, shared by every room."""
