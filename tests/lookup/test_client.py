"""The polite client: spacing, one at a time, other tries, and nothing followed or read that was not asked for."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from readlist.lookup.client import BusyError, Client, Pace, ServiceError, StoppedError, SystemClock, alone
from readlist.lookup.services import Request, Services, ServicesError, services_of, with_environment
from readlist.settings import Services as Chosen
from tests.lookup.conftest import FakeClock, work
from tests.lookup.server import World

ARXIV = Request("arxiv", "", {"id_list": "2405.12345"}, "xml")
CROSSREF = Request("crossref", "/works/10.5555%2Fx")
SECRET = "sk-very-secret"


def client(world: World, clock: FakeClock, **more: object) -> Client:
    return Client(world.services(**more), clock, Pace(clock), random.Random(1))


def refused(world: World, clock: FakeClock, request: Request = ARXIV, **more: object) -> str:
    with client(world, clock, **more) as c, pytest.raises(ServiceError) as error:
        c.ask(request, bytes)
    message = str(error.value)
    assert "\n" not in message
    return message


def test_requests_are_as_far_apart_as_documented(world: World, clock: FakeClock) -> None:
    with client(world, clock) as c:
        for _ in range(5):
            c.ask(ARXIV, bytes)
            c.ask(CROSSREF, bytes)
    for service, spacing in (("arxiv", 3.0), ("crossref", 1.0)):
        times = [a.at for a in world.asked if a.service == service]
        assert len(times) == 5
        assert all(b - a >= spacing for a, b in pairwise(times))
    assert world.most_in_flight == 1


def test_the_next_command_waits_for_its_turn_too(world: World, clock: FakeClock, tmp_path: Path) -> None:
    for _ in range(3):
        with Client(world.services(), clock, Pace(clock, tmp_path / "asked.json")) as c:
            c.ask(ARXIV, bytes)
    assert all(b.at - a.at >= 3.0 for a, b in pairwise(world.asked))
    assert (tmp_path / "asked.json").stat().st_mode & 0o777 == 0o600


def test_a_clock_that_went_back_makes_nobody_wait_for_years(clock: FakeClock, tmp_path: Path) -> None:
    (tmp_path / "asked.json").write_text(f'{{"arxiv": {clock.time + 1e8}}}')
    Pace(clock, tmp_path / "asked.json").wait("arxiv", 3.0)
    assert sum(clock.waits) <= 3.0


def test_a_busy_service_is_asked_again_when_it_says(world: World, clock: FakeClock) -> None:
    world.works = [work()]
    world.faults, world.times = {"arxiv": "busy"}, {"arxiv": 2}
    with client(world, clock) as c:
        assert c.ask(ARXIV, bytes)
    assert [round(b.at - a.at) for a, b in pairwise(world.asked)] == [7, 7]


def test_faults_are_tried_four_times_longer_apart(world: World, clock: FakeClock) -> None:
    world.faults = {"arxiv": "broken"}
    assert "HTTP 500" in refused(world, clock, spacing={"arxiv": 0.0})
    gaps = [b.at - a.at for a, b in pairwise(world.asked)]
    assert [1 <= gaps[0] <= 1.25, 2 <= gaps[1] <= 2.5, 4 <= gaps[2] <= 5] == [True] * 3
    assert len(gaps) == 3


def test_who_asks_to_wait_for_a_day_is_not_waited_for(world: World, clock: FakeClock) -> None:
    world.faults = {"arxiv": "away"}
    assert "86,400 seconds" in refused(world, clock)
    assert len(world.asked) == 1


@pytest.mark.parametrize(
    ("fault", "said", "times"),
    [
        ("slow", "no answer in time", 4),
        ("cut off", "connection lost", 4),
        ("refused", "is an API key needed?", 1),
        ("type", "the answer is not XML", 1),
        ("elsewhere", "redirects to another site", 1),
        ("unsafe", "redirects to another site", 1),
        ("circle", "redirects in circles", 4),
        ("large", "larger than 5,000,000 bytes", 1),
        ("packed", "compressed", 1),
    ],
)
def test_a_fault_is_one_clear_line(world: World, clock: FakeClock, fault: str, said: str, times: int) -> None:
    world.works = [work()]
    world.faults = {"arxiv": fault}
    assert said in refused(world, clock)
    assert len(world.asked) == times


def test_an_answer_that_drips_ends_after_a_minute(world: World, clock: FakeClock) -> None:
    world.works = [work()]

    def late(_: object) -> None:
        clock.time += 61

    world.before = late  # type: ignore[assignment]
    assert "takes too long" in refused(world, clock)


def test_a_machine_that_is_not_there(clock: FakeClock) -> None:
    services = Services(arxiv="http://127.0.0.1:1/query")
    with Client(services, clock, Pace(clock)) as c, pytest.raises(ServiceError, match="are you offline") as error:
        c.ask(ARXIV, bytes)
    assert error.value.offline
    assert sum(clock.waits) == 0, "nothing was reached yet, so nothing is waited for"


@pytest.mark.parametrize(("name", "value"), [("ALL_PROXY", "socks5://127.0.0.1:9"), ("HTTPS_PROXY", "nonsense://x")])
def test_a_proxy_that_is_none_is_one_line(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    services = Services(arxiv="https://arxiv.invalid/")
    with Client(services, clock, Pace(clock)) as c, pytest.raises(ServiceError, match=r"proxy|offline"):
        c.ask(ARXIV, bytes)


def test_a_name_that_can_be_none_is_not_reached(clock: FakeClock) -> None:
    services = Services(arxiv=f"https://{'a' * 70}.invalid/")
    with Client(services, clock, Pace(clock)) as c, pytest.raises(ServiceError, match=r"offline|not HTTP"):
        c.ask(ARXIV, bytes)


def test_what_is_not_there_is_no_error(world: World, clock: FakeClock) -> None:
    with client(world, clock) as c:
        assert c.ask(CROSSREF, bytes) is None


def test_crossref_may_ask_for_more_time(world: World, clock: FakeClock) -> None:
    import httpx2

    c = client(world, clock)
    c._apply_rate_limit("crossref", httpx2.Headers({"x-rate-limit-limit": "1", "x-rate-limit-interval": "5s"}))
    with c:
        c.ask(CROSSREF, bytes)
        c.ask(CROSSREF, bytes)
    assert world.asked[1].at - world.asked[0].at >= 5


def test_keys_go_to_their_service_and_nowhere_else(world: World, clock: FakeClock) -> None:
    keys = {"semantic_scholar_key": SECRET, "openalex_key": "other-secret", "mailto": "ada@example.org"}
    with client(world, clock, **keys) as c:
        for service, path in (("arxiv", ""), ("crossref", "/works/x"), ("semantic_scholar", "/paper/ARXIV:1"),
                              ("openalex", "/works/doi:1")):  # fmt: skip
            c.ask(Request(service, path, {}, "xml" if service == "arxiv" else "json"), bytes)
    seen = {a.service: (a.headers.get("x-api-key"), a.query.get("api_key")) for a in world.asked}
    nobody = (None, None)
    assert seen == {"arxiv": nobody, "crossref": nobody, "s2": (SECRET, None), "openalex": (None, "other-secret")}
    agents = {a.headers["User-Agent"] for a in world.asked}
    assert len(agents) == 1
    assert agents.pop().startswith("readlist/")
    assert SECRET not in repr(world.services(**keys))
    assert "secret" not in repr(world.services(**keys))


def test_keys_are_in_no_message(world: World, clock: FakeClock) -> None:
    request = Request("openalex", "/works/doi:1")
    world.works = [work(doi="1")]
    for fault in ("broken", "refused", "type", "elsewhere", "large", "cut off"):
        world.faults = {"openalex": fault}
        assert SECRET not in refused(world, clock, request, openalex_key=SECRET)


@pytest.mark.parametrize(
    "address",
    ["http://api.crossref.org", "ftp://x.org", "file:///etc/passwd", "https://", "https://u:p@x.org", "x.org",
     "https://x.org/?key=1", "http://127.0.0.1.example.org/", "https://x.org:port/"],
)  # fmt: skip
def test_only_https_is_asked_but_on_this_machine(address: str) -> None:
    with pytest.raises(ServicesError):
        Services(crossref=address)


def test_addresses_on_this_machine_need_no_https() -> None:
    for address in ("http://127.0.0.1:80/x", "http://[::1]:8080", "http://localhost:1", "https://mirror.example.org/a"):
        assert Services(crossref=address).crossref == address


def test_a_configuration_says_where_and_how_often() -> None:
    s = services_of(
        Chosen(
            arxiv="http://127.0.0.1:1/query",
            semantic_scholar="https://mirror.example.org/s2",
            mail="ada@example.org",
            semantic_scholar_key=SECRET,
        )
    )
    assert (s.arxiv, s.crossref) == ("http://127.0.0.1:1/query", "https://api.crossref.org")
    assert (s.seconds("arxiv"), s.seconds("crossref")) == (3.0, 1.0)
    assert (s.mailto, s.semantic_scholar_key, s.openalex_key) == ("ada@example.org", SECRET, None)
    assert services_of(Chosen(spacing=0.0)).seconds("arxiv") == 0.0
    with pytest.raises(ServicesError, match="crossref"):
        services_of(Chosen(crossref="http://example.org"))


def test_the_environment_has_keys_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READLIST_SEMANTIC_SCHOLAR_KEY", f" {SECRET}\n")
    assert with_environment(Services()).semantic_scholar_key == SECRET
    monkeypatch.setenv("READLIST_OPENALEX_KEY", "a\nb")
    with pytest.raises(ServicesError) as error:
        with_environment(Services())
    assert "a\nb" not in str(error.value)


def test_only_one_readlist_asks(tmp_path: Path) -> None:
    with alone(tmp_path / "lock"), pytest.raises(BusyError, match="another readlist"), alone(tmp_path / "lock"):
        pass


def test_a_wait_can_be_ended() -> None:
    clock = SystemClock()
    clock.stop()
    with pytest.raises(StoppedError):
        clock.sleep(3600)
