"""Cards of the wall as HTML, drawn once and kept until the topic, its votes or its hosts' names change.

Two hundred people join within seconds and each is shown every topic: drawn anew for each of them, sixty cards would
cost more than everything else the server does then.
"""

import secrets
from collections.abc import Sequence
from typing import cast
from weakref import WeakKeyDictionary

from markupsafe import Markup, escape
from msgspec import Struct

from edcamp.domain import documents
from edcamp.domain.camp import Phase, Tally, Topic, Weight
from edcamp.domain.documents import TopicDocument
from edcamp.domain.ids import TopicId
from edcamp.live.camp import LiveCamp
from edcamp.web.contexts import CardView
from edcamp.web.render import Renderer
from edcamp.web.visit import Visit


class _Key(Struct, frozen=True):
    topic: TopicId
    language: str
    vote: Weight
    mine: bool
    hosting: bool
    voting: bool


class _Card(Struct, frozen=True):
    topic: Topic
    tally: Tally | None
    hosts: str
    parts: tuple[str, ...]


class Cards:
    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._kept: WeakKeyDictionary[LiveCamp, dict[_Key, _Card]] = WeakKeyDictionary()
        self._back_mark = f"back-{secrets.token_hex(8)}"  # nobody can write it into a title

    def draw(self, visit: Visit, topics: Sequence[Topic]) -> Markup:
        """The cards of topics on the wall, with forms that lead back to the visit's page."""
        kept = self._kept.setdefault(visit.live, {})
        back = str(escape(visit.here))
        voting = visit.person is not None and visit.open(Phase.VOTE)
        cards = (back.join(self._parts(visit, topic, voting, kept)) for topic in topics)
        return Markup("".join(cards))  # noqa: S704 - parts come from a template, the way back is escaped

    def _parts(self, visit: Visit, topic: Topic, voting: bool, kept: dict[_Key, _Card]) -> tuple[str, ...]:
        language, hosting = visit.language.language, visit.person in topic.hosts
        key = _Key(topic.id, language, visit.vote_on(topic), visit.owns(topic), hosting, voting)
        tally, hosts = visit.tally(topic), visit.hosts(topic)
        card = kept.get(key)
        if card is None or card.topic is not topic or card.tally is not tally or card.hosts != hosts:
            card = _Card(topic, tally, hosts, self._drawn(visit, key, tally, hosts))
            kept[key] = card
        return card.parts

    def _drawn(self, visit: Visit, key: _Key, tally: Tally | None, hosts: str) -> tuple[str, ...]:
        topic = cast(TopicDocument, documents.public_document(visit.camp, visit.names, f"topic/{key.topic}"))
        view = CardView(topic, tally, hosts, str(key.vote), key.mine, key.voting, visit.base, self._back_mark)
        return tuple(str(self._renderer.fragment(visit.language, "card.html", view)).split(self._back_mark))
