"""What all tests share."""

from hypothesis import settings

# The same examples at every run, so that a change is judged by what it changes. To look for new ones:
# `pytest --hypothesis-profile=default`.
settings.register_profile("steady", derandomize=True, database=None)
settings.load_profile("steady")
