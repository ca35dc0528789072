"""Test an app, or an adapter, offline: fake platforms, a user to play with, and the adapter contract."""
