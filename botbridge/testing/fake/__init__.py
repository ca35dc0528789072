"""What every fake platform needs: time, waiting for changes, things that go wrong, rules for JSON, a console."""
