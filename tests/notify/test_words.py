"""What a locked screen says of each kind of notice."""

import pytest
from immutables import Map

from edcamp.domain.assignments import Ending
from edcamp.domain.camp import Camp, Kind, Notice, NoticeKind, Placement, Room, Slot, Topic
from edcamp.domain.ids import CampId, Instant, PersonId, TopicId
from edcamp.journal.subscriptions import Subscription
from edcamp.notify.words import LINES_MAX, Message, message_of, topic_of, warning_of, warning_topic_of
from tests.domain.story import ANA, APPLES, BEN, FIRST, HALL, MINUTE, SETTINGS

NINE = Instant(1_795_852_800_000)  # in Madrid
SLOT = Slot(FIRST, "First", NINE, NINE + 50 * MINUTE)
CAMP = Camp(CampId("xyz"), settings=SETTINGS, rooms=Map({HALL: Room(HALL, "Hall", 9)}), slots=Map({FIRST: SLOT}))


def phone(language: str = "en", clock: str = "en_GB") -> Subscription:
    return Subscription("https://push.example/x", "", "", language, clock)


def notice(kind: NoticeKind, **fields: object) -> Notice:
    given: dict[str, object] = {"topic": APPLES, "title": "Apples", "slot": FIRST, "room": HALL, **fields}
    return Notice(1, NINE, kind, **given)  # type: ignore[arg-type]


GONE = {"slot": None, "room": None}


@pytest.mark.parametrize(
    ("told", "title", "body"),
    [
        (notice(NoticeKind.PLACED), "You host a session", "Apples: Hall, 9:00–9:50"),
        (notice(NoticeKind.MOVED), "Your session has moved", "Apples: Hall, 9:00–9:50"),
        (notice(NoticeKind.UNPLACED, **GONE), "Your session is off the schedule", "Apples"),
        (notice(NoticeKind.REMINDED), "Your session begins soon", "Apples: Hall, 9:00–9:50\nWill you be there?"),
        (notice(NoticeKind.DAY_CHANGED), "A session of your day has moved", "Apples: Hall, 9:00–9:50"),
        (notice(NoticeKind.DAY_CHANGED, **GONE), "A session of your day is off", "Apples"),
        (
            notice(NoticeKind.MERGED, from_title="{title}", **GONE),
            "Two topics are one now",
            "“{title}” is now part of “Apples”.",
        ),
        (
            notice(NoticeKind.TIMES, minutes=10, since=NINE, topic=None, room=None, title=""),
            "The times have changed",
            "First goes on until 9:50. Everything from 9:00 on is 10 minutes later.",
        ),
        (
            notice(NoticeKind.TIMES, minutes=-1, since=NINE, until=NINE + 60 * MINUTE, topic=None, title="", **GONE),
            "The times have changed",
            "What was from 9:00 to 10:00 is 1 minute earlier.",
        ),
        (
            notice(NoticeKind.SWAPPED, title="First", from_title="Lunch", topic=None, room=None),
            "The times have changed",
            "Lunch and First have changed places.",
        ),
        (
            notice(NoticeKind.ANNOUNCED, title="Bring a knife", topic=None, **GONE),
            "The organizers tell you",
            "Bring a knife",
        ),
        (
            notice(NoticeKind.ANNOUNCED, title="é" * 500, topic=None, **GONE),
            "The organizers tell you",
            f"{'é' * 159}…",
        ),
    ],
)
def test_one_notice_is_said_in_its_own_words(told: Notice, title: str, body: str) -> None:
    said = message_of(CAMP, [told], phone())
    assert (said.title, said.body) == (title, body)


@pytest.mark.parametrize("kind", NoticeKind)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_kind_has_words_in_every_language(kind: NoticeKind, language: str) -> None:
    said = message_of(CAMP, [notice(kind, minutes=5, since=NINE, from_title="Beans")], phone(language))
    assert said.title
    assert "{" not in said.title + said.body, said


def test_several_are_one_message_with_a_line_each_and_never_a_long_one() -> None:
    many = [notice(NoticeKind.MOVED, title=f"Topic {n}" + "x" * 113) for n in range(20)]
    said = message_of(CAMP, many, phone())

    assert said.title == "20 changes for you"
    lines = said.body.splitlines()
    assert len(lines) == LINES_MAX + 1
    assert lines[-1] == "and 16 more"
    assert len(said.body.encode()) < 2_000


def test_a_message_says_where_it_leads_and_takes_the_place_of_the_one_before() -> None:
    said = message_of(CAMP, [notice(NoticeKind.MOVED)], phone("es", "nonsense"))
    assert said == Message(
        "Tu sesión ha cambiado de sitio", "Apples: Hall, 9:00–9:50", "edcamp/xyz", "/c/xyz/day", "es", "ltr"
    )
    assert message_of(CAMP, [notice(NoticeKind.MERGED, **GONE)], phone()).url == "/c/xyz/"


@pytest.mark.parametrize(
    ("language", "clock", "title", "body"),
    [
        (
            "en",
            "en_GB",
            "Your session ends at 9:50",
            "Apples: Hall\nFive minutes left, or less. Time to find a good place to stop.",
        ),
        (
            "es",
            "es_ES",
            "Tu sesión termina a las 9:50",
            "Apples: Hall\nQuedan cinco minutos o menos. Es hora de ir cerrando la conversación.",
        ),
    ],
)
def test_a_warning_says_until_when_and_leads_to_the_pocket_kit(
    language: str, clock: str, title: str, body: str
) -> None:
    camp = CAMP.but(topics=Map({APPLES: Topic(APPLES, Kind.LEAD, "Apples", ANA, NINE)}))
    ending = Ending(SLOT.end - 5 * MINUTE, SLOT.end, ANA, Placement(APPLES, FIRST, HALL))
    said = warning_of(camp, ending, phone(language, clock))
    assert said == Message(title, body, "edcamp/xyz/ending", "/c/xyz/topics/apples/kit", language, "ltr")


def test_push_services_learn_nothing_from_the_topic() -> None:
    people = (ANA, BEN, PersonId("x" * 40))
    topics = {named(CAMP, person) for person in people for named in (topic_of, warning_topic_of)}
    assert len(topics) == 6
    assert all(len(topic) == 32 and topic.isalnum() for topic in topics)
    assert TopicId("xyz") not in topics
