"""What can be known of the web adapter without importing its vendors."""

from __future__ import annotations

from collections.abc import Mapping


class WebSettings:
    """The web needs no credentials: it runs unless other adapters are named."""

    @classmethod
    def configured(cls, env: Mapping[str, str]) -> bool:
        return True
