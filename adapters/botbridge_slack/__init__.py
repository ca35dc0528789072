"""Slack for botbridge; `adapter.SlackAdapter` is the door, `config.SlackSettings` needs no SDK."""
