"""Settings, read once: `botbridge.toml` beside the app, then the environment.

The keys are those of the reference's `config.toml` under the same sections in lower case (`project`,
`features`, `ui`), ours under `run`, `slack`, `discord`, `teams`, `web`. An unknown key or a wrong value stops
the start with one line that names it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from botbridge.errors import ConfigError
from botbridge.model.ask import AskData

Overlap = Literal["queue", "merge", "latest", "interrupt", "parallel"]


class Section(BaseModel):
    """One table of the file; unknown keys are errors, so that a typing mistake is seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ProjectConfig(Section):
    """`[project]`: the process as a whole."""

    user_env: list[str] = []
    session_timeout: float = Field(3600, gt=0)  # seconds a web session outlives its tab
    user_session_timeout: float = Field(1296000, gt=0)  # seconds; 15 days
    cache: bool = False
    persist_user_env: bool = False
    mask_user_env: bool = False
    allow_origins: list[str] = ["*"]
    transports: list[str] | None = None
    allow_hosts: list[str] = []  # hosts beyond the public ones that downloads may go to


class UploadConfig(Section):
    """`[features.spontaneous_file_upload]`: which files people may send, on every platform."""

    enabled: bool = True
    accept: list[str] | dict[str, list[str]] = ["*/*"]
    max_files: int = Field(20, ge=1)
    max_size_mb: float = Field(500, gt=0)

    @property
    def max_bytes(self) -> int:
        return int(self.max_size_mb * 1024 * 1024)


class AudioConfig(Section):
    """`[features.audio]`."""

    enabled: bool = False
    sample_rate: int = 24000


class McpServer(Section):
    """One `[[features.mcp.servers]]`."""

    name: str
    type: Literal["stdio", "sse", "streamable-http"]
    command: str | None = None
    env: dict[str, str] = {}
    url: str | None = None
    headers: dict[str, str] = {}


class McpUserServers(Section):
    """`[features.mcp.user_servers]`."""

    enabled: bool = False
    allowed_urls: list[str] = []


class McpConfig(Section):
    """`[features.mcp]`."""

    enabled: bool = False
    servers: list[McpServer] = []
    user_servers: McpUserServers = McpUserServers()


class SlackFeatures(Section):
    """`[features.slack]`."""

    reaction_on_message_received: bool = False


class FeaturesConfig(Section):
    """`[features]`."""

    unsafe_allow_html: bool = False
    latex: bool = False
    user_message_markdown: bool = True
    user_message_autoscroll: bool = True
    assistant_message_autoscroll: bool = True
    auto_tag_thread: bool = True
    edit_message: bool = True
    allow_thread_sharing: bool = False
    favorites: bool = False
    slack: SlackFeatures = SlackFeatures()
    spontaneous_file_upload: UploadConfig = UploadConfig()
    audio: AudioConfig = AudioConfig()
    mcp: McpConfig = McpConfig()


class HeaderLink(Section):
    """One `[[ui.header_links]]`."""

    name: str
    display_name: str = ""
    icon_url: str = ""
    url: str
    target: Literal["_blank", "_self", "_parent", "_top"] = "_blank"


class UiConfig(Section):
    """`[ui]`: what people see."""

    name: str = "Assistant"
    default_theme: Literal["light", "dark"] | None = None
    language: str | None = None
    layout: Literal["default", "wide"] | None = None
    default_sidebar_state: Literal["open", "closed", "hidden"] | None = None
    chat_settings_location: Literal["message_composer", "sidebar"] = "message_composer"
    default_chat_settings_open: bool = False
    confirm_new_chat: bool = True
    description: str = ""
    cot: Literal["hidden", "tool_call", "full"] = "full"
    github: str | None = None
    custom_css: str | None = None
    custom_css_attributes: str | None = None
    custom_js: str | None = None
    custom_js_attributes: str | None = None
    alert_style: Literal["classic", "modern"] = "classic"
    login_page_image: str | None = None
    login_page_image_filter: str | None = None
    login_page_image_dark_filter: str | None = None
    custom_meta_url: str | None = None
    custom_meta_image_url: str | None = None
    logo_file_url: str | None = None
    default_avatar_file_url: str | None = None
    avatar_size: int | None = None
    custom_build: str | None = None
    header_links: list[HeaderLink] | None = None


class RunConfig(Section):
    """`[run]`: how events are handled. Times are seconds."""

    overlap: Overlap = "queue"
    answer_bots: bool = False
    max_attempts: int = Field(3, ge=1)  # how often an event is taken up before it is given up
    grace: float = Field(10, ge=0)  # how long running handlers may take to finish at shutdown
    idle_evict: float = Field(600, gt=0)  # when a silent conversation leaves memory
    idle_end: float | None = Field(None, gt=0)  # when a silent conversation ends (None: never)
    keep_events: float = Field(7 * 86400, gt=0)  # how long handled events are remembered
    error_text: str = "Something went wrong while answering. Please try again."
    gave_up_text: str = "This message could not be handled, even after several attempts."
    interrupted_text: str = "(interrupted)"
    stopped_text: str = "(stopped)"
    expired_text: str = "(no answer in time)"
    unknown_text: str = "This button or question does nothing any more."
    foreign_text: str = "This question is for somebody else."
    late_text: str = "This question is closed already."
    busy_text: str = "This is being worked on already."
    file_text: str = "A file could not be fetched. Please send it again."
    keep_references: float = Field(90 * 86400, gt=0)  # how long messages can be edited and buttons work

    def refusal(self, ask: AskData | None, thread_id: str, identifier: str | None) -> str | None:
        """Why this person cannot answer this question of that conversation now, in words for them; None if they can."""
        if ask is None or ask.thread_id != thread_id:
            return self.unknown_text
        if ask.outcome is not None:
            return self.late_text
        return None if ask.allows(identifier) else self.foreign_text


class SlackConfig(Section):
    """`[slack]`."""

    dm: Literal["auto", "flat", "thread"] = "auto"


class DiscordConfig(Section):
    """`[discord]`."""

    # auto: the message content intent if the application has it; content: required; mentions: never asked for.
    intents: Literal["auto", "content", "mentions"] = "auto"
    chat_command: bool = True  # whether `/chat` is registered


class TeamsConfig(Section):
    """`[teams]`."""

    tenants: list[str] = []  # who may speak to the app; empty: the bot's own tenant if it has one, else everybody
    ai_label: bool = True
    progress_text: str = Field("Thinking…", min_length=1, max_length=1000)


class WebConfig(Section):
    """`[web]`."""

    max_message_bytes: int = Field(1_000_000, ge=1000)  # one message of a client, without its files


class MetaConfig(Section):
    """`[meta]`: written by the reference's tools, read by nobody."""

    generated_by: str | None = None


class Config(Section):
    """All settings of one process."""

    project: ProjectConfig = ProjectConfig()
    features: FeaturesConfig = FeaturesConfig()
    ui: UiConfig = UiConfig()
    run: RunConfig = RunConfig()
    slack: SlackConfig = SlackConfig()
    discord: DiscordConfig = DiscordConfig()
    teams: TeamsConfig = TeamsConfig()
    web: WebConfig = WebConfig()
    meta: MetaConfig = MetaConfig()


def load_config(path: Path) -> Config:
    """The settings in this file, or the defaults if there is no such file.

    Raises ConfigError with one line: the file, the place in it, and what is wanted.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Config()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    try:
        return parse_config(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error.__cause__


def parse_config(data: Mapping[str, Any]) -> Config:
    """The settings in parsed TOML; `[UI]` is taken for `[ui]`."""
    try:
        return Config.model_validate({name.lower(): value for name, value in data.items()})
    except ValidationError as error:
        raise ConfigError(_first_problem(error)) from error


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"unknown key {place!r}; see docs/configuration.md for all keys"
    return f"{place!r} is {problem['input']!r}: {problem['msg'].lower()}"
