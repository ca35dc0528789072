"""The folder of the built page, and what is said when nobody built it."""

from pathlib import Path

import pytest

import botbridge_webui


def test_the_page_names_nothing_but_its_own_files() -> None:
    folder = botbridge_webui.static_dir()
    html = (folder / "index.html").read_text(encoding="utf-8")
    assert "://" not in html
    assert "<script>" not in html
    assert "<style" not in html
    css = "".join(path.read_text(encoding="utf-8") for path in folder.glob("assets/*.css"))
    assert "url(" not in css.replace("url(data:", "")
    assert "@import" not in css


def test_a_checkout_without_its_build_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(botbridge_webui, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(RuntimeError, match=r'webui is not built; run "npm ci && npm run build" in webui/'):
        botbridge_webui.static_dir()
