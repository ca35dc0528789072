"""Who vouches for whom: keys that activities are signed with, and tokens for the app."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from botbridge.testing.teams import limits
from botbridge.testing.teams.refusal import Refusal

JSON = dict[str, Any]

ISSUER: Final = "https://api.botframework.com"
SCOPE: Final = "https://api.botframework.com/.default"
_SHARED_TENANT: Final = "botframework.com"


@cache
def _private_key(number: int) -> rsa.RSAPrivateKey:
    """Return the process's key of this number; making one takes a while."""
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


@dataclass(frozen=True)
class Key:
    """A key that is published; `endorsements` are the channels it may vouch for."""

    kid: str
    private: rsa.RSAPrivateKey
    endorsements: tuple[str, ...] = ("msteams",)

    def published(self) -> JSON:
        """Return the public half as a JSON web key."""
        numbers = self.private.public_key().public_numbers()
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "n": _number(numbers.n),
            "e": _number(numbers.e),
            "endorsements": list(self.endorsements),
        }


def _number(value: int) -> str:
    return base64.urlsafe_b64encode(value.to_bytes((value.bit_length() + 7) // 8)).decode().rstrip("=")


class Authority:
    """Signs activities, publishes its keys, and gives tokens to the app; `now` is the fake's clock."""

    def __init__(self, app_id: str, secret: str, tenants: Callable[[], set[str]], now: Callable[[], float]) -> None:
        self.app_id = app_id
        self.issuer = ISSUER
        self.token_seconds: float = limits.TOKEN_SECONDS
        self._secret = secret
        self._tenants = tenants
        self._now = now
        self._tokens: dict[str, float] = {}
        self._made = 0
        self.keys: list[Key] = []
        self.rotate()

    @property
    def key(self) -> Key:
        """The key that activities are signed with now."""
        return self.keys[-1]

    def rotate(self, *, keep: bool = True) -> Key:
        """Sign with a new key from now on; the older ones stay published if `keep`."""
        self._made += 1
        key = Key(f"key-{self._made}", _private_key(self._made))
        self.keys = [*self.keys, key] if keep else [key]
        return key

    def metadata(self, base: str) -> JSON:
        """Return the OpenID document."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": "https://invalid.botframework.com",
            "jwks_uri": f"{base}/v1/.well-known/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }

    def published(self) -> JSON:
        """Return the keys."""
        return {"keys": [key.published() for key in self.keys]}

    def sign(
        self,
        service_url: str,
        *,
        claims: Mapping[str, Any] | None = None,
        without: tuple[str, ...] = (),
        age: float = 0.0,
        lifetime: float = limits.TOKEN_SECONDS,
        key: Key | rsa.RSAPrivateKey | str | None = None,
        kid: str | None = None,
        algorithm: str = "RS256",
    ) -> str:
        """Return a token for an activity: a good one by default, else as wrong as it is asked for.

        `claims` replace those of a good token, `without` leaves some out. It was issued `age` seconds ago (may be
        negative) and lives `lifetime` seconds.
        """
        issued = int(time.time() - age)
        good = {
            "serviceurl": service_url,
            "nbf": issued,
            "exp": issued + int(lifetime),
            "iss": self.issuer,
            "aud": self.app_id,
        }
        told = {name: value for name, value in {**good, **(claims or {})}.items() if name not in without}
        signer = key if key is not None else self.key
        private: Any = signer.private if isinstance(signer, Key) else signer
        named = kid if kid is not None else (signer if isinstance(signer, Key) else self.key).kid
        return jwt.encode(told, private, algorithm=algorithm, headers={"kid": named, "x5t": named})

    def token(self, tenant: str, form: Mapping[str, Any]) -> JSON:
        """Return an access token for the app. Raises Refusal as the authority words it."""
        if tenant not in (*self._tenants(), _SHARED_TENANT):
            raise Refusal(400, "invalid_request", f"AADSTS90002: Tenant '{tenant}' not found.")
        if form.get("grant_type") != "client_credentials" or form.get("scope") != SCOPE:
            raise Refusal(400, "invalid_scope", f"AADSTS70011: the scope must be {SCOPE}.")
        if form.get("client_id") != self.app_id:
            raise Refusal(400, "unauthorized_client", "AADSTS700016: Application was not found in the directory.")
        if not secrets.compare_digest(str(form.get("client_secret", "")), self._secret):
            raise Refusal(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.")
        token = f"ey.{secrets.token_urlsafe(24)}"
        self._tokens[token] = self._now() + self.token_seconds
        seconds = int(self.token_seconds)
        return {"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token}

    def knows(self, token: str) -> bool:
        """Whether this is a token of the app that has not expired."""
        return self._tokens.get(token, 0.0) > self._now()

    def revoke(self) -> None:
        """Make every token that was given worthless."""
        self._tokens.clear()
