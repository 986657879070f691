"""Pages in the reader's language."""

import json
import re
from datetime import date

import pytest

from edcamp.domain.camp import Settings
from edcamp.i18n import translator
from edcamp.i18n.times import Times
from tests.web.conftest import NINE, Server
from tests.web.test_journey import Browsers, joined, propose

pytestmark = pytest.mark.anyio


def boot(text: str) -> dict[str, object]:
    [found] = re.findall(r'<script type="application/json" id="boot">(.*?)</script>', text)
    value: dict[str, object] = json.loads(found)
    return value


async def test_a_page_speaks_as_the_browser_asks(server: Server, browser: Browsers) -> None:
    ana = browser("es-MX,es;q=0.9,en;q=0.8")
    shown = await ana.open("/c/xyz/")
    assert '<html lang="es" dir="ltr">' in shown.text
    assert "Te damos la bienvenida a Edcamp Valencia" in shown.words()
    await joined(ana)
    shown = await ana.open("/c/xyz/")
    assert re.findall(r'<a class="tab"[^>]*>([^<]*)', shown.text) == ["Temas", "Mi día", "Horario", "Yo"]
    catalogue = re.findall(r'id="catalogue">(.*?)</script>', shown.text)
    assert json.loads(catalogue[0])["Topics"] == "Temas"


async def test_a_choice_is_remembered_and_leads_back(server: Server, browser: Browsers) -> None:
    ana = browser("en")
    await joined(ana)
    await ana.open("/c/xyz/me")
    shown = await ana.send('name="language"', press=("language", "es"))
    assert (shown.path, "Tu nombre" in shown.words()) == ("/c/xyz/me", True)
    assert '<html lang="es"' in (await ana.open("/")).text
    assert '<html lang="es"' in (await ana.open("/nowhere")).text


async def test_refusals_speak_it_too(server: Server, browser: Browsers) -> None:
    ana = browser("es")
    await joined(ana)
    await ana.open("/c/xyz/propose")
    shown = await ana.send("propose-topic", title="ab")
    assert "El título «ab» es demasiado corto: al menos 3 caracteres." in shown.words()
    answer = await ana.http.get("/c/nope/", headers={"accept": "application/json"})
    assert answer.json()["message"].startswith("No hay ningún encuentro con el código «nope».")


async def test_the_browsers_program_is_told_what_it_needs(server: Server, browser: Browsers) -> None:
    ana = browser("en")
    assert boot((await ana.open("/c/xyz/?transport=poll")).text) == {
        "camp": "xyz",
        "base": "/c/xyz",
        "language": "en",
        "person": None,
        "organizer": False,
        "join_url": "https://camp.test/c/xyz",
        "transport": "poll",
        "shell": False,
    }
    assert boot((await ana.open("/c/xyz/shell")).text)["shell"] is True
    person = await joined(ana)
    shown = await ana.open("/c/xyz/?transport=pigeon")
    assert (boot(shown.text)["person"], boot(shown.text)["transport"]) == (person, None)
    assert 'id="catalogue"' not in shown.text


async def test_times_are_the_camps_whatever_the_server_thinks(server: Server, browser: Browsers) -> None:
    settings = Settings("Edcamp Boise", date(2026, 11, 28), "America/Boise")
    camp = await server.live.create(settings, camp="boise")
    assert camp.value.settings.time_zone == "America/Boise"
    english, spanish = browser("en"), browser("es")
    await joined(english)
    await joined(spanish, "Ben")
    await propose(english, "Robots")
    assert "9:00 AM–9:50 AM" in (await english.open("/c/xyz/schedule")).words().replace("\u202f", " ")
    assert "9:00–9:50" in (await spanish.open("/c/xyz/schedule")).words()
    assert '<time datetime="2026-11-28T09:00+01:00">' in english.shown.text
    british = browser("en-GB,en;q=0.9")
    await joined(british, "Cat")
    assert "9:00–9:50" in (await british.open("/c/xyz/schedule")).words()


def test_a_date_is_said_with_its_weekday() -> None:
    assert Times("Europe/Madrid", translator("en").locale).day(NINE) == "Saturday, November 28"
    assert Times("Europe/Madrid", translator("es").locale).day(NINE) == "sábado, 28 de noviembre"
    assert Times("Asia/Tokyo", translator("en").locale).clock(NINE).replace("\u202f", " ") == "5:00 PM"
