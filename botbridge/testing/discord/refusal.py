"""What the fake says when it refuses a call: Discord's status, code, message and nested errors."""

from __future__ import annotations

from typing import Any, Final

JSON = dict[str, Any]

# [docs] topics/opcodes-and-status-codes; the words are those that the API answers.
CODES: Final[dict[int, tuple[int, str]]] = {
    0: (404, "404: Not Found"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10014: (400, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    20028: (429, "The write action you are performing on the channel has hit the write rate limit."),
    30010: (400, "Maximum number of reactions reached (20)"),
    30015: (400, "Maximum number of attachments in a message reached (10)"),
    30032: (400, "Maximum number of application commands reached (100)."),
    30034: (429, "Max number of daily application command creates has been reached (200)"),
    30046: (429, "Maximum number of edits to messages older than 1 hour reached. Try again later."),
    40003: (429, "You are opening direct messages too fast."),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged."),
    40094: (400, "This interaction has hit the maximum number of follow up messages."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50021: (403, "Cannot execute action on a system message"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50033: (400, "Invalid Recipient(s)"),
    50045: (413, "File uploaded exceeds the maximum size"),
    50046: (400, "Invalid asset"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    50162: (400, "Voice messages cannot be edited."),
    160002: (403, "Cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "Thread is locked"),
    160006: (400, "Maximum number of active threads reached"),
}


class Refusal(Exception):
    """The API refuses a call with `code`; `errors` are the nested ones of an invalid body."""

    def __init__(self, code: int, *, status: int | None = None, message: str = "", errors: JSON | None = None) -> None:
        known_status, known_message = CODES.get(code, (400, ""))
        self.code = code
        self.status = status or known_status
        self.message = message or known_message
        self.errors = errors
        super().__init__(f"{self.code}: {self.message}")

    def answer(self) -> JSON:
        """Return the body of the answer."""
        body: JSON = {"message": self.message, "code": self.code}
        return {**body, "errors": self.errors} if self.errors else body


class Problems:
    """What is wrong with a body, gathered by place (`components.0.label`), so that all of it is told at once."""

    def __init__(self) -> None:
        self._errors: JSON = {}

    def __bool__(self) -> bool:
        return bool(self._errors)

    def add(self, place: str, code: str, message: str) -> None:
        """Note a problem at a place of the body."""
        at = self._errors
        for part in place.split("."):
            at = at.setdefault(part, {})
        at.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, place: str, value: Any, most: int, least: int = 0) -> None:
        """Note a text that is too long or too short, or no text; None is no problem."""
        if value is None:
            return
        if not isinstance(value, str):
            self.add(place, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
        elif len(value) > most:
            self.add(place, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        elif len(value) < least:
            self.add(place, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")

    def required(self, place: str, value: Any) -> bool:
        """Note a field that is missing or empty; whether it is there."""
        if value in (None, ""):
            self.add(place, "BASE_TYPE_REQUIRED", "This field is required")
            return False
        return True

    def count(self, place: str, value: Any, least: int, most: int) -> list[Any]:
        """Note a list of the wrong size, or what is no list; the list that it is."""
        if not isinstance(value, list):
            self.add(place, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        if not least <= len(value) <= most:
            self.add(place, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        return value

    @property
    def refusal(self) -> Refusal:
        """The refusal that tells all of it."""
        return Refusal(50035, status=400, message="Invalid Form Body", errors=self._errors)

    def check(self) -> None:
        """Raise Refusal(50035) if anything was noted."""
        if self._errors:
            raise self.refusal


def invalid(place: str, code: str, message: str) -> Refusal:
    """Return the refusal of a body with one problem."""
    problems = Problems()
    problems.add(place, code, message)
    return problems.refusal
