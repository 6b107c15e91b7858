"""Which services are asked, where, how often and with which keys."""

from __future__ import annotations

import ipaddress
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from readlist.settings import Services as Chosen

NAMES: Mapping[str, str] = {
    "arxiv": "arXiv",
    "crossref": "Crossref",
    "semantic_scholar": "Semantic Scholar",
    "openalex": "OpenAlex",
}
"""Field of ``Services`` → the service's name, in the order in which they are asked."""

_USUAL = Chosen()
_SPACING: Mapping[str, float] = {
    "arxiv": _USUAL.spacing,  # https://info.arxiv.org/help/api/tou.html: one request every three seconds
    "crossref": 1.0,  # its answers may ask for more; see ``Client``
    "semantic_scholar": 1.0,  # one request a second with a key of one's own
    "openalex": 0.2,
}


class ServicesError(Exception):
    """A setting of the services makes no sense; the message says which, and what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Addresses, spacing and keys; the defaults are what the services document."""

    arxiv: str = _USUAL.arxiv
    crossref: str = _USUAL.crossref
    semantic_scholar: str = _USUAL.semantic_scholar
    openalex: str = _USUAL.openalex
    spacing: Mapping[str, float] = field(default_factory=lambda: dict(_SPACING))  # seconds between requests
    semantic_scholar_key: str | None = field(default=None, repr=False)
    openalex_key: str | None = field(default=None, repr=False)
    mailto: str | None = field(default=None, repr=False)  # Crossref asks regular users for an address
    agent: str | None = None  # in the place of readlist's own user agent
    connecting: float = 5.0  # seconds
    waiting: float = 20.0  # seconds without a byte
    whole: float = 60.0  # seconds for one answer, however slowly it comes
    largest: int = 5_000_000  # bytes of one answer

    def __post_init__(self) -> None:
        for name in NAMES:
            check_address(getattr(self, name), f"services: {name}")
        for name, seconds in self.spacing.items():
            if name not in NAMES:
                raise ServicesError(f"services: spacing: there is no service “{name}”: {', '.join(NAMES)}")
            if not (math.isfinite(seconds) and seconds >= 0):
                raise ServicesError(f"services: spacing: {name}: {seconds} is no number of seconds")
        for name in ("semantic_scholar_key", "openalex_key", "mailto", "agent"):
            value = getattr(self, name)
            if value is not None and not (value.isascii() and value.isprintable() and value.strip()):
                raise ServicesError(f"services: {name}: only plain letters, digits and signs")

    def seconds(self, service: str) -> float:
        """How far apart requests to a service are."""
        return self.spacing.get(service, _SPACING[service])

    def asks(self, service: str) -> bool:
        """Is the service of any use? OpenAlex answers few without a key; a mirror of one's own may."""
        return service != "openalex" or self.openalex_key is not None or self.openalex.rstrip("/") != _USUAL.openalex


_VARIABLES = {
    "semantic_scholar_key": "READLIST_SEMANTIC_SCHOLAR_KEY",
    "openalex_key": "READLIST_OPENALEX_KEY",
    "mailto": "READLIST_MAILTO",
}


def with_environment(services: Services) -> Services:
    """The settings with the keys that the environment has. Raises ServicesError."""
    found = {name: value for name, variable in _VARIABLES.items() if (value := os.environ.get(variable, "").strip())}
    return replace(services, **found)  # type: ignore[arg-type]


def services_of(chosen: Chosen) -> Services:
    """The services as a configuration has them. Raises ServicesError.

    ``spacing`` is arXiv's; left as it is, every service has the one it documents, else all have that one.
    """
    usual = chosen.spacing == _USUAL.spacing
    return Services(
        **{name: address for name in NAMES if (address := getattr(chosen, name))},
        spacing=dict(_SPACING) if usual else dict.fromkeys(NAMES, chosen.spacing),
        semantic_scholar_key=chosen.semantic_scholar_key.strip() or None,
        openalex_key=chosen.openalex_key.strip() or None,
        mailto=chosen.mail.strip() or None,
    )


def check_address(url: str, what: str) -> None:
    """An address that may be asked: https, or http on this very machine. Raises ServicesError."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ServicesError(f"{what}: {url!r} is no address") from None
    if not host or parts.username is not None or parts.query or parts.fragment or not url.isprintable():
        raise ServicesError(f"{what}: write the address as https://host/path")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise ServicesError(f"{what}: only https:// addresses are asked (http:// only on this machine itself)")


def is_loopback(host: str) -> bool:
    """Is this the machine itself?"""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
