"""A phone's secrets: a token that pairs it once, the cookie it then holds, and the proof that the box keeps. Pure.

The cookie is made from the token and the proof from the cookie, each by a hash that cannot be turned back. So the box
keeps nothing that opens the page, and a phone nothing that pairs another one. Tokens are random and long: they need no
slow hash.
"""

import hashlib
import secrets

_TOKEN_BYTES = 24
_COOKIE = b"spotter cookie:"
_PROOF = b"spotter proof:"


def new_token() -> str:
    """Returns a token of 192 random bits, of the characters that an address may have."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def cookie_of(token: str) -> str:
    """Returns the cookie that a phone holds once it has shown its token."""
    return _hashed(_COOKIE, token)


def proof_of(cookie: str) -> str:
    """Returns what the box keeps to know the cookie by."""
    return _hashed(_PROOF, cookie)


def _hashed(purpose: bytes, secret: str) -> str:
    return hashlib.sha256(purpose + secret.encode("utf-8", "surrogatepass")).hexdigest()
