"""Passwords as salted scrypt hashes; nothing here can give a password back."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass

_COST, _BLOCK, _PARALLEL = 2**15, 8, 2
"""32 MB and about a tenth of a second a guess: noticed by a guesser, not by a person."""
_COSTS = {2**power for power in range(14, 19)}
"""Costs a stored hash may ask for, so that a slip in a file cannot ask for all of the memory."""
_SALT_BYTES, _HASH_BYTES = 16, 32


@dataclass(frozen=True)
class Hash:
    """One hashed password, with all that is needed to check a guess."""

    cost: int
    block: int
    parallel: int
    salt: bytes
    digest: bytes

    @classmethod
    def of(cls, password: str) -> Hash:
        """The hash of ``password`` under a new salt."""
        salt = secrets.token_bytes(_SALT_BYTES)
        return cls(
            _COST, _BLOCK, _PARALLEL, salt, _scrypt(password, salt, _COST, _BLOCK, _PARALLEL)
        )

    @classmethod
    def parse(cls, text: str) -> Hash:
        """The inverse of ``str()``; ``ValueError`` when it is none of ours."""
        scheme, *fields = text.split("$")
        if scheme != "scrypt" or len(fields) != 5:
            raise ValueError("not a scrypt hash")
        cost, block, parallel = map(int, fields[:3])
        try:
            salt, digest = (base64.b64decode(part, validate=True) for part in fields[3:])
        except binascii.Error as error:
            raise ValueError("not base64") from error
        if cost not in _COSTS or not 1 <= block <= 16 or not 1 <= parallel <= 16:
            raise ValueError("parameters out of range")
        if len(salt) < _SALT_BYTES or len(digest) != _HASH_BYTES:
            raise ValueError("too short")
        return cls(cost, block, parallel, salt, digest)

    def __str__(self) -> str:
        salt, digest = (base64.b64encode(part).decode() for part in (self.salt, self.digest))
        return f"scrypt${self.cost}${self.block}${self.parallel}${salt}${digest}"

    def matches(self, password: str) -> bool:
        """Whether ``password`` is the one, in a time that does not tell how near it is."""
        guess = _scrypt(password, self.salt, self.cost, self.block, self.parallel)
        return hmac.compare_digest(guess, self.digest)


def _scrypt(password: str, salt: bytes, cost: int, block: int, parallel: int) -> bytes:
    # The same characters can be typed composed or decomposed, depending on the keyboard.
    typed = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(
        typed,
        salt=salt,
        n=cost,
        r=block,
        p=parallel,
        maxmem=256 * cost * block,
        dklen=_HASH_BYTES,
    )
