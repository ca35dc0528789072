"""Code in a card: a CodeBlock, and for clients that cannot show one the same text in a fixed width."""

from __future__ import annotations

import re
from typing import Any, Final

Element = dict[str, Any]

_FENCE: Final = re.compile(r"( {0,3})(`{3,}|~{3,})[ \t]*([^\n]*)(?:\n|$)")
# What people write after a fence → the names that CodeBlock knows ([docs] CodeBlock in Adaptive Cards).
_LANGUAGES: Final = {
    "bash": "Bash", "sh": "Bash", "shell": "Bash", "zsh": "Bash", "console": "Bash",
    "c": "C", "h": "C", "cpp": "Cpp", "c++": "Cpp", "cc": "Cpp", "cxx": "Cpp", "hpp": "Cpp",
    "csharp": "CSharp", "c#": "CSharp", "cs": "CSharp",
    "css": "Css", "dos": "Dos", "bat": "Dos", "batch": "Dos", "cmd": "Dos", "go": "Go", "golang": "Go",
    "graphql": "Graphql", "html": "Html", "java": "Java", "javascript": "JavaScript", "js": "JavaScript",
    "jsx": "JavaScript", "json": "Json", "objectivec": "ObjectiveC", "objc": "ObjectiveC",
    "perl": "Perl", "pl": "Perl", "php": "Php",
    "powershell": "PowerShell", "ps1": "PowerShell", "pwsh": "PowerShell", "python": "Python", "py": "Python",
    "python3": "Python", "sql": "Sql", "typescript": "TypeScript", "ts": "TypeScript", "tsx": "TypeScript",
    "vbnet": "VbNet", "vb": "VbNet", "verilog": "Verilog", "vhdl": "Vhdl", "xml": "Xml", "svg": "Xml",
    "": "PlainText", "text": "PlainText", "txt": "PlainText", "plain": "PlainText", "plaintext": "PlainText",
}  # fmt: skip


def code_block(source: str) -> list[Element]:
    """The elements for a fence or an indented block, as it stands in Markdown.

    A language that the block does not know is named above it.
    """
    language, code = _read(source)
    known = _LANGUAGES.get(language.lower())
    plain = {"type": "TextBlock", "text": code or " ", "fontType": "Monospace", "wrap": True}
    block = {"type": "CodeBlock", "codeSnippet": code, "language": known or "PlainText", "fallback": plain}
    named = [{"type": "TextBlock", "text": language, "isSubtle": True, "size": "Small"}] if known is None else []
    return [*named, block]


def _read(source: str) -> tuple[str, str]:
    """The language and the code, without fence and indentation."""
    opened = _FENCE.match(source)
    if opened is None:
        return "", "\n".join(line.expandtabs(4)[4:] for line in source.split("\n"))
    indent, marker, info = len(opened[1]), opened[2], opened[3].split()
    lines = source[opened.end() :].split("\n")
    closing = lines[-1].strip()
    if closing.startswith(marker) and not closing.strip(marker[0]):
        lines.pop()
    return (info[0] if info else ""), "\n".join(_dedented(line, indent) for line in lines)


def _dedented(line: str, indent: int) -> str:
    return line[min(indent, len(line) - len(line.lstrip(" "))) :] if indent else line
