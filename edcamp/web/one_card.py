"""One topic at a time, for browsers without JavaScript: a page for each, those with fewest votes first."""

from typing import cast
from urllib.parse import urlencode

from edcamp.domain import documents
from edcamp.domain.camp import Phase, Tally, Topic, Weight
from edcamp.domain.documents import TopicDocument
from edcamp.domain.ids import TopicId
from edcamp.web.contexts import OneCardPage
from edcamp.web.visit import Visit

Place = tuple[int, int, str]
"""Where a topic is in the order: an address says after which place to go on, so that a skip needs no memory."""


def one_card(visit: Visit) -> OneCardPage:
    """The card ``at`` which somebody went back to, else the first one ``after`` a place that they have not voted on."""
    camp, voting = visit.camp, visit.open(Phase.VOTE) and visit.person is not None
    open_to_vote = [topic for topic in camp.wall() if not visit.owns(topic)]
    left = sorted(_place(visit, t) for t in open_to_vote if visit.vote_on(t) is Weight.NONE)
    after = _read(visit.query.get("after", ""))
    chosen = camp.topics.get(TopicId(visit.query.get("at", "")))
    if chosen is None or not chosen.on_wall:
        coming = next((place for place in left if after is None or place > after), None)
        chosen = camp.topics[TopicId(coming[2])] if coming is not None else None
    if chosen is None or not voting:
        return OneCardPage(voting, None, "", "", len(left), "", "", after is not None)
    before = visit.query.get("before", "")
    place = ".".join(map(str, _place(visit, chosen)))
    return OneCardPage(
        voting=voting,
        topic=cast(TopicDocument, documents.public_document(camp, visit.names, f"topic/{chosen.id}")),
        hosts=visit.hosts(chosen),
        vote=str(visit.vote_on(chosen)),
        left=len(left),
        further=f"{visit.base}/vote?{urlencode({'after': place, 'before': chosen.id})}",
        before=f"{visit.base}/vote?{urlencode({'at': before})}" if before in camp.topics else "",
        begun=after is not None,
    )


def _place(visit: Visit, topic: Topic) -> Place:
    """While tallies are hidden the newest comes first: an address must not tell what the page does not."""
    return (visit.tally(topic) or Tally()).people, -topic.created, topic.id


def _read(text: str) -> Place | None:
    """None for what no address of ours says."""
    people, _, rest = text.partition(".")
    created, _, topic = rest.partition(".")
    if not people.isdecimal() or not created.removeprefix("-").isdecimal() or len(text) > 100:
        return None
    return int(people), int(created), topic
