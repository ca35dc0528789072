"""Microsoft Teams for botbridge; `adapter.TeamsAdapter` is the door, `config.TeamsSettings` needs no SDK."""
