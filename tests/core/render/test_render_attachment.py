"""Files in words: names, links, notes."""

from __future__ import annotations

from typing import Any

from botbridge.model.element import ElementData
from botbridge.render import attachment


def element(name: str, **more: Any) -> ElementData:
    return ElementData(id="e", thread_id="t", type="file", name=name, **more)


def test_files_get_a_name_that_can_be_shown() -> None:
    assert attachment.file_name(element("plot", mime="image/png")) == "plot.png"
    assert attachment.file_name(element("a b.txt")) == "a b.txt"
    assert attachment.file_name(element("what", mime="strange/type")) == "what"
    assert attachment.file_name(element(" \n ", mime="text/plain")) == "file.txt"


def test_what_is_elsewhere_is_a_link_that_stays_one() -> None:
    assert attachment.is_link(element("see", url="https://a.b/"))
    assert not attachment.is_link(element("see", content=b""))
    assert attachment.link("see [me]", "https://a.b/c d)>") == "[see \\[me\\]](https://a.b/c%20d%29%3E)"
    assert attachment.link("", "https://a.b/") == "[link](https://a.b/)"


def test_what_could_not_be_sent_is_said_inertly() -> None:
    said = attachment.not_sent("*a*", "no [way](x)")
    assert said == r"_\*a\* could not be sent (no \[way\]\(x\))_"
