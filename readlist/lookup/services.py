"""The table of look-up services: names, addresses, spacing, API keys; and the form of a request."""

from __future__ import annotations

import ipaddress
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from urllib.parse import urlsplit

from readlist.settings import Services as Chosen

_DEFAULTS = Chosen()


class Service(NamedTuple):
    """A service that knows papers."""

    id: str  # also the entry of ``[services]`` with its address, and the beginning of its functions' names
    name: str
    spacing: float  # seconds between requests, as it documents


SERVICES = (
    Service("arxiv", "arXiv", _DEFAULTS.spacing),  # https://info.arxiv.org/help/api/tou.html: 3 seconds
    Service("arxiv_feeds", "arXiv's announcements", _DEFAULTS.spacing),
    Service("crossref", "Crossref", 1.0),  # its answers may ask for more; see ``Client``
    Service("semantic_scholar", "Semantic Scholar", 1.0),  # with a key of one's own
    Service("openalex", "OpenAlex", 0.2),
)
"""Every service with an address; look-ups ask arXiv, Crossref, Semantic Scholar and OpenAlex, in this order."""
NAMES: Mapping[str, str] = {service.id: service.name for service in SERVICES}
_SPACING: Mapping[str, float] = {service.id: service.spacing for service in SERVICES}


class ServicesError(Exception):
    """A setting of the services makes no sense; the message says which, and what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Addresses, spacing and keys; the defaults are what the services document."""

    arxiv: str = _DEFAULTS.arxiv
    arxiv_feeds: str = _DEFAULTS.arxiv_feeds
    crossref: str = _DEFAULTS.crossref
    semantic_scholar: str = _DEFAULTS.semantic_scholar
    openalex: str = _DEFAULTS.openalex
    arxiv_pdf: str = _DEFAULTS.arxiv_pdf
    spacing: Mapping[str, float] = field(default_factory=lambda: dict(_SPACING))  # seconds between requests
    semantic_scholar_key: str | None = field(default=None, repr=False)
    openalex_key: str | None = field(default=None, repr=False)
    mailto: str | None = field(default=None, repr=False)  # Crossref asks regular users for an address
    agent: str | None = None  # in the place of readlist's own user agent
    connecting: float = 5.0  # seconds
    waiting: float = 20.0  # seconds without a byte
    whole: float = 60.0  # seconds for one whole answer
    largest: int = 5_000_000  # bytes of one answer

    def __post_init__(self) -> None:
        for name in (*NAMES, "arxiv_pdf"):
            check_address(getattr(self, name), f"services: {name}")
        for name, seconds in self.spacing.items():
            if name not in NAMES:
                raise ServicesError(f"services: spacing: no service is called “{name}”; there are {', '.join(NAMES)}")
            if not (math.isfinite(seconds) and seconds >= 0):
                raise ServicesError(f"services: spacing: {name}: expected a number of seconds, got {seconds}")
        for name in ("semantic_scholar_key", "openalex_key", "mailto", "agent"):
            value = getattr(self, name)
            if value is not None and not (value.isascii() and value.isprintable() and value.strip()):
                raise ServicesError(f"services: {name}: only letters, digits and ASCII signs are allowed")

    def seconds(self, service: str) -> float:
        """How far apart requests to a service are."""
        return self.spacing.get(service, _SPACING.get(service, 1.0))

    def asks(self, service: str) -> bool:
        """Is the service worth asking? OpenAlex answers few requests without a key; a mirror may answer more."""
        return service != "openalex" or self.openalex_key is not None or self.openalex.rstrip("/") != _DEFAULTS.openalex


_VARIABLES = {
    "semantic_scholar_key": "READLIST_SEMANTIC_SCHOLAR_KEY",
    "openalex_key": "READLIST_OPENALEX_KEY",
    "mailto": "READLIST_MAILTO",
}


def with_environment(services: Services) -> Services:
    """The settings, with the keys set in the environment. Raises ServicesError."""
    found = {name: value for name, variable in _VARIABLES.items() if (value := os.environ.get(variable, "").strip())}
    return replace(services, **found)  # type: ignore[arg-type]


def services_of(chosen: Chosen) -> Services:
    """The services as set in a configuration. Raises ServicesError.

    With the default spacing, each service has the one it documents; any other value applies to all services.
    """
    usual = chosen.spacing == _DEFAULTS.spacing
    return Services(
        **{name: address for name in (*NAMES, "arxiv_pdf") if (address := getattr(chosen, name))},
        spacing=dict(_SPACING) if usual else dict.fromkeys(NAMES, chosen.spacing),
        semantic_scholar_key=chosen.semantic_scholar_key.strip() or None,
        openalex_key=chosen.openalex_key.strip() or None,
        mailto=chosen.mail.strip() or None,
    )


def check_address(url: str, what: str) -> None:
    """Check an address: https, or http on this machine. Raises ServicesError."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ServicesError(f"{what}: not an address: {url!r}") from None
    if not host or parts.username is not None or parts.query or parts.fragment or not url.isprintable():
        raise ServicesError(f"{what}: write the address like https://host/path")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise ServicesError(f"{what}: only https:// addresses are allowed (http:// only for this machine)")


def is_loopback(host: str) -> bool:
    """Is this the machine itself?"""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# requests


class AnswerError(Exception):
    """An answer is not usable; the message says why, without naming the service."""


class EmptyError(AnswerError):
    """An answer is empty that should not be: worth asking again."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``path`` follows the service's address; ``kind`` is what a good answer holds.

    Where ``address`` is given it is asked in the service's place, which then is a name for messages: that of the host.
    """

    service: str
    path: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    kind: str = "json"
    address: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    largest: int = 0  # bytes of the answer, where more than usual are expected
