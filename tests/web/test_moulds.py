"""Pages made once for everybody who has just come: each has their own words in it, and nobody another's."""

import gzip
import re
from collections.abc import Callable

import pytest

from edcamp.domain import commands as c
from edcamp.domain.camp import Kind, Weight
from edcamp.domain.ids import PersonId, TopicId
from edcamp.live.compression import gzipped, part, stored
from edcamp.web import moulds
from edcamp.web.moulds import cast_mould
from tests.web.conftest import Browser, Server
from tests.web.test_journey import joined

pytestmark = pytest.mark.anyio
Browsers = Callable[..., Browser]


def test_what_is_filled_in_stands_where_other_words_stood() -> None:
    style = part(b"<style>calm</style>", 9)
    mould = cast_mould(b"<html><style>calm</style> ana, hello; ana again", {"who": stored(b"ana")}, (style,))
    parts = mould.filled({"who": stored(b"a longer name")})
    assert style in parts
    assert gzip.decompress(gzipped(parts)) == b"<html><style>calm</style> a longer name, hello; a longer name again"


def test_a_page_without_the_words_makes_no_mould() -> None:
    with pytest.raises(ValueError, match="a page without who"):
        cast_mould(b"nobody", {"who": stored(b"ana")})


def test_words_within_others_make_no_mould() -> None:
    with pytest.raises(ValueError, match="words within others"):
        cast_mould(b"anastasia", {"who": stored(b"anastasia"), "other": stored(b"sta")})


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The page of each mould that is made, by what tells it from others."""
    made: list[str] = []
    of = moulds.Moulds.of

    def counted(self: moulds.Moulds, camp: object, looks: object, cast_new: Callable[[], object]) -> object:
        def noted() -> object:
            made.append(str(looks))
            return cast_new()

        return of(self, camp, looks, noted)  # type: ignore[arg-type]

    monkeypatch.setattr(moulds.Moulds, "of", counted)
    return made


async def topic(server: Server, by: PersonId, topic_id: str = "t1") -> None:
    proposed = c.ProposeTopic(TopicId(topic_id), Kind.LEARN, f"What is {topic_id} about?")
    await server.camp.ask(proposed, by)


async def test_two_who_come_after_each_other_have_pages_of_one_make(
    server: Server, browser: Browsers, cast: list[str]
) -> None:
    host = await joined(browser())
    await topic(server, host)
    cast.clear()
    ben, eva = browser(), browser()
    pages = []
    for one in (ben, eva):
        pages.append((await one.open("/c/xyz/")).text)
        person = await joined(one)
        shown = (await one.open("/c/xyz/")).text
        assert "What is t1 about?" in shown
        assert re.findall(r'"person":"(p[0-9a-f]+)"', shown) == [person]
        assert f'"seq":{server.camp.value.seq}' in shown or f'"to":{server.camp.value.seq}' in shown
    assert [page.split(" already")[0].rsplit(">", 1)[1] for page in pages] == ["1 person is here", "2 people are here"]
    tokens = [re.findall(r'name="token" value="([0-9a-f]+)"', page) for page in pages]
    assert len({token for [token] in tokens}) == 2
    assert len(cast) == 2  # the page to join on, and the wall


async def test_what_changes_for_everybody_makes_a_new_page(server: Server, browser: Browsers) -> None:
    ana, ben = browser(), browser()
    host = await joined(ana)
    await joined(ben)
    for title in ("t1", "t2", "t3"):
        await topic(server, host, title)
        assert f"What is {title} about?" in (await ben.open("/c/xyz/")).text


async def test_whoever_has_done_something_has_a_page_of_their_own(
    server: Server, browser: Browsers, cast: list[str]
) -> None:
    ana, ben = browser(), browser()
    host, voter = await joined(ana), await joined(ben)
    await topic(server, host)
    await server.camp.ask(c.SetVote(TopicId("t1"), Weight.MUST), voter)
    cast.clear()
    mine, voted = (await ana.open("/c/xyz/")).text, (await ben.open("/c/xyz/")).text
    assert not cast
    assert [page.count('aria-pressed="true"') for page in (mine, voted)] == [0, 1]
    assert ["card--mine" in page for page in (mine, voted)] == [True, False]


async def test_languages_do_not_share_a_page(server: Server, browser: Browsers) -> None:
    assert "Welcome to" in (await browser("en").open("/c/xyz/")).text
    assert "Te damos la bienvenida" in (await browser("es").open("/c/xyz/")).text
    assert "Welcome to" in (await browser("en").open("/c/xyz/")).text


async def test_when_pages_cost_too_much_time_the_wall_is_a_moment_old_and_not_kept(
    server: Server, browser: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moulds, "BURST_S", 1e-9)
    monkeypatch.setattr(moulds, "SHARE", 1e-9)
    ana, ben = browser(), browser()
    host = await joined(ana)
    await joined(ben)
    first = await ben.open("/c/xyz/")
    assert "etag" in first.response.headers
    await topic(server, host)
    assert "What is t1 about?" in (await ben.open("/c/xyz/")).main()
    await topic(server, host, "t2")
    shown = await ben.open("/c/xyz/")
    assert "What is t2 about?" not in shown.main()
    assert "What is t2 about?" in shown.text  # its program has it
    assert shown.response.headers["cache-control"] == "no-store"
    assert "etag" not in shown.response.headers
