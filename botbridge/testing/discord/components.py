"""What Discord refuses in components: buttons, selects, Components V2, and the fields of modals.

[docs] components/reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Final

from botbridge.testing.discord import limits
from botbridge.testing.discord.refusal import Problems

JSON = dict[str, Any]

ROW, BUTTON, STRING_SELECT, TEXT_INPUT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = range(1, 9)
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR = range(9, 15)
CONTAINER, LABEL, FILE_UPLOAD = 17, 18, 19
RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = range(21, 24)
LINK, PREMIUM = 5, 6  # styles of buttons

SELECTS: Final = frozenset({STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT})
_LEGACY: Final = frozenset({ROW})
_IN_CONTAINER: Final = frozenset({ROW, TEXT, SECTION, GALLERY, FILE, SEPARATOR})
_V2: Final = _IN_CONTAINER | {CONTAINER}
_MODAL: Final = frozenset({LABEL, TEXT, ROW})
_IN_LABEL: Final = SELECTS | {TEXT_INPUT, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX}
INTERACTIVE: Final = SELECTS | {BUTTON, TEXT_INPUT, FILE_UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX}


def walk(components: Any) -> Iterator[JSON]:
    """Yield every component, nested ones and accessories included, in the order in which they are shown."""
    for one in components if isinstance(components, list) else []:
        if isinstance(one, dict):
            yield one
            yield from walk(one.get("components"))
            yield from walk([one[name] for name in ("component", "accessory") if name in one])


def with_ids(components: list[JSON]) -> list[JSON]:
    """Return the components with the ids that Discord gives to those that have none."""
    taken = {one["id"] for one in walk(components) if one.get("id")}
    free = (number for number in range(1, 10_000) if number not in taken)
    return [_with_id(one, free) for one in components]


def _with_id(component: JSON, free: Iterator[int]) -> JSON:
    made = {**component, "id": component.get("id") or next(free)}
    if isinstance(component.get("components"), list):
        made["components"] = [_with_id(one, free) for one in component["components"]]
    for name in ("component", "accessory"):
        if isinstance(component.get(name), dict):
            made[name] = _with_id(component[name], free)
    return made


def check_message(components: list[Any], problems: Problems, *, v2: bool, files: set[str]) -> None:
    """Note what is wrong with a message's components; `files` are the names that `attachment://` may lead to."""
    allowed, most = (_V2, limits.V2_COMPONENTS) if v2 else (_LEGACY, limits.ROWS)
    problems.count("components", components, 0, most)
    checker = _Checker(problems, files)
    checker.children("components", components, allowed)
    if v2 and len(list(walk(components))) > limits.V2_COMPONENTS:
        problems.add("components", "COMPONENT_MAX_TOTAL", f"At most {limits.V2_COMPONENTS} components, nested included")
    if v2 and checker.text > limits.V2_TEXT:
        problems.add("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", f"At most {limits.V2_TEXT} characters")


def check_modal(data: Mapping[str, Any], problems: Problems) -> None:
    """Note what is wrong with a modal."""
    for name, most in (("title", limits.MODAL_TITLE), ("custom_id", limits.CUSTOM_ID)):
        if problems.required(f"data.{name}", data.get(name)):
            problems.length(f"data.{name}", data.get(name), most, 1)
    shown = problems.count("data.components", data.get("components"), 1, limits.MODAL_COMPONENTS)
    _Checker(problems, set(), modal=True).children("data.components", shown, _MODAL)


class _Checker:
    """Checks one message or modal; `text` counts the characters of its text displays."""

    def __init__(self, problems: Problems, files: set[str], *, modal: bool = False) -> None:
        self._problems = problems
        self._files = files
        self._modal = modal
        self._custom_ids: set[str] = set()
        self._ids: set[int] = set()
        self.text = 0

    def children(self, place: str, components: list[Any], allowed: frozenset[int]) -> None:
        """Note what is wrong with components that stand side by side."""
        for number, one in enumerate(components):
            self.one(f"{place}.{number}", one, allowed)

    def one(self, place: str, component: Any, allowed: frozenset[int]) -> None:
        """Note what is wrong with one component, and what it holds."""
        kind = component.get("type") if isinstance(component, dict) else None
        if kind not in allowed:
            values = ", ".join(map(str, sorted(allowed)))
            self._problems.add(
                f"{place}.type", "BASE_TYPE_CHOICES", f'Value of field "type" must be one of ({values}).'
            )
            return
        self._number(place, component)
        if kind in INTERACTIVE and component.get("style") not in (LINK, PREMIUM):
            self._custom_id(place, component)
        check = self._CHECKS.get(kind)
        if check:
            check(self, place, component)

    def _number(self, place: str, component: JSON) -> None:
        number = component.get("id")
        if number and number in self._ids:
            self._problems.add(f"{place}.id", "COMPONENT_ID_DUPLICATED", "Component ids must be unique")
        self._ids |= {number} if number else set()

    def _custom_id(self, place: str, component: JSON) -> None:
        custom_id = component.get("custom_id")
        if not self._problems.required(f"{place}.custom_id", custom_id):
            return
        self._problems.length(f"{place}.custom_id", custom_id, limits.CUSTOM_ID, 1)
        if custom_id in self._custom_ids:
            self._problems.add(
                f"{place}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
            )
        self._custom_ids.add(str(custom_id))

    def _row(self, place: str, row: JSON) -> None:
        inside = frozenset({TEXT_INPUT}) if self._modal else SELECTS | {BUTTON}
        found = self._problems.count(f"{place}.components", row.get("components"), 1, limits.ROW_BUTTONS)
        self.children(f"{place}.components", found, inside)
        kinds = [one.get("type") for one in found if isinstance(one, dict)]
        if len(kinds) > 1 and any(kind in SELECTS for kind in kinds):
            self._problems.add(
                f"{place}.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The components do not fit in one row"
            )

    def _button(self, place: str, button: JSON) -> None:
        style = button.get("style")
        self._problems.length(f"{place}.label", button.get("label"), limits.LABEL)
        if style not in range(1, 7):
            self._problems.add(
                f"{place}.style", "BASE_TYPE_CHOICES", 'Value of field "style" must be one of (1, 2, 3, 4, 5, 6).'
            )
        elif style == LINK:
            if self._problems.required(f"{place}.url", button.get("url")):
                self._problems.length(f"{place}.url", button["url"], limits.URL, 1)
            if button.get("custom_id"):
                self._problems.add(
                    place,
                    "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                    "A custom id and url cannot both be specified",
                )
        elif button.get("url"):
            self._problems.add(
                place,
                "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                "A custom id and url cannot both be specified",
            )
        if style != PREMIUM and not (button.get("label") or button.get("emoji")):
            self._problems.add(
                place, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or an emoji must be specified"
            )

    def _select(self, place: str, select: JSON) -> None:
        self._problems.length(f"{place}.placeholder", select.get("placeholder"), limits.PLACEHOLDER)
        self._range(place, select, limits.OPTIONS)
        if select["type"] == STRING_SELECT:
            self._options(place, select, 1, limits.OPTIONS)

    def _options(self, place: str, holder: JSON, least: int, most: int) -> None:
        options = self._problems.count(f"{place}.options", holder.get("options"), least, most)
        values = [one.get("value") for one in options if isinstance(one, dict)]
        if len(set(values)) < len(values):
            self._problems.add(
                f"{place}.options",
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                "The specified option value is already used",
            )
        for number, option in enumerate(options):
            for name in ("label", "value"):
                self._problems.required(f"{place}.options.{number}.{name}", option.get(name))
            for name in ("label", "value", "description"):
                self._problems.length(f"{place}.options.{number}.{name}", option.get(name), limits.OPTION_TEXT)

    def _range(self, place: str, holder: JSON, most: int) -> None:
        low, high = (1 if holder.get(name) is None else holder[name] for name in ("min_values", "max_values"))
        for name, value in (("min_values", low), ("max_values", high)):
            if not isinstance(value, int) or not 0 <= value <= most:
                self._problems.add(
                    f"{place}.{name}", "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}."
                )
                return
        if low > high:
            self._problems.add(f"{place}.min_values", "NUMBER_TYPE_MAX", "min_values is more than max_values")
        self._defaults(place, holder, high)

    def _defaults(self, place: str, holder: JSON, most: int) -> None:
        """[guess] More choices that are made beforehand than may be made."""
        options = [one for one in holder.get("options") or [] if isinstance(one, dict)]
        if sum(bool(one.get("default")) for one in options) > most:
            self._problems.add(f"{place}.options", "SELECT_COMPONENT_TOO_MANY_DEFAULTS", f"At most {most} defaults")

    def _section(self, place: str, section: JSON) -> None:
        texts = self._problems.count(f"{place}.components", section.get("components"), 1, limits.SECTION_TEXTS)
        self.children(f"{place}.components", texts, frozenset({TEXT}))
        self.one(f"{place}.accessory", section.get("accessory"), frozenset({BUTTON, THUMBNAIL}))

    def _text(self, place: str, display: JSON) -> None:
        content = display.get("content")
        if self._problems.required(f"{place}.content", content):
            self._problems.length(f"{place}.content", content, limits.V2_TEXT, 1)
            self.text += len(content) if isinstance(content, str) else 0

    def _gallery(self, place: str, gallery: JSON) -> None:
        items = self._problems.count(f"{place}.items", gallery.get("items"), 1, limits.GALLERY_ITEMS)
        for number, item in enumerate(items):
            self._media(f"{place}.items.{number}.media", item.get("media"))
            self._problems.length(f"{place}.items.{number}.description", item.get("description"), limits.ALT_TEXT)

    def _thumbnail(self, place: str, thumbnail: JSON) -> None:
        self._media(f"{place}.media", thumbnail.get("media"))
        self._problems.length(f"{place}.description", thumbnail.get("description"), limits.ALT_TEXT)

    def _file(self, place: str, file: JSON) -> None:
        self._media(f"{place}.file", file.get("file"), only_attached=True)

    def _media(self, place: str, media: Any, *, only_attached: bool = False) -> None:
        url = media.get("url") if isinstance(media, dict) else None
        if not self._problems.required(f"{place}.url", url):
            return
        attached = str(url).removeprefix("attachment://")
        if attached == url and (only_attached or not str(url).startswith(("http://", "https://"))):
            self._problems.add(f"{place}.url", "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('attachment',).")
        elif attached != url and attached not in self._files:
            self._problems.add(f"{place}.url", "ATTACHMENT_NOT_FOUND", "The referenced attachment was not found")

    def _container(self, place: str, container: JSON) -> None:
        inside = self._problems.count(f"{place}.components", container.get("components"), 1, limits.V2_COMPONENTS)
        self.children(f"{place}.components", inside, _IN_CONTAINER)

    def _label(self, place: str, label: JSON) -> None:
        if self._problems.required(f"{place}.label", label.get("label")):
            self._problems.length(f"{place}.label", label["label"], limits.FIELD_LABEL)
        self._problems.length(f"{place}.description", label.get("description"), limits.FIELD_DESCRIPTION)
        self.one(f"{place}.component", label.get("component"), _IN_LABEL)

    def _input(self, place: str, field: JSON) -> None:
        if field.get("style") not in (1, 2):
            self._problems.add(f"{place}.style", "BASE_TYPE_CHOICES", 'Value of field "style" must be one of (1, 2).')
        self._problems.length(f"{place}.value", field.get("value"), field.get("max_length") or limits.INPUT_TEXT)
        self._problems.length(f"{place}.placeholder", field.get("placeholder"), limits.INPUT_PLACEHOLDER)
        for name in ("min_length", "max_length"):
            value = field.get(name)
            if value is not None and not 0 <= value <= limits.INPUT_TEXT:
                self._problems.add(
                    f"{place}.{name}",
                    "NUMBER_TYPE_MAX",
                    f"int value should be less than or equal to {limits.INPUT_TEXT}.",
                )

    def _upload(self, place: str, upload: JSON) -> None:
        self._range(place, upload, limits.UPLOAD_FILES)

    def _radio(self, place: str, group: JSON) -> None:
        self._options(place, group, *limits.RADIO_OPTIONS)
        self._defaults(place, group, 1)

    def _checkboxes(self, place: str, group: JSON) -> None:
        self._options(place, group, *limits.CHECKBOX_OPTIONS)

    _CHECKS: ClassVar[Mapping[Any, Callable[[_Checker, str, JSON], None]]] = {
        ROW: _row,
        BUTTON: _button,
        **dict.fromkeys(SELECTS, _select),
        SECTION: _section,
        TEXT: _text,
        THUMBNAIL: _thumbnail,
        GALLERY: _gallery,
        FILE: _file,
        CONTAINER: _container,
        LABEL: _label,
        TEXT_INPUT: _input,
        FILE_UPLOAD: _upload,
        RADIO_GROUP: _radio,
        CHECKBOX_GROUP: _checkboxes,
    }
