"""Users, where the reference has them."""

from botbridge.model.user import PersistedUser, User, UserDict

__all__ = ["PersistedUser", "User", "UserDict"]
