"""Topics on the wall, who hosts them, and votes."""

from immutables import Map
from msgspec import UNSET
from msgspec.structs import replace

from edcamp.domain import commands as c
from edcamp.domain import records as r
from edcamp.domain import rules
from edcamp.domain.camp import Camp, Kind, Phase, Seen, Topic, TopicState, Weight
from edcamp.domain.decision import NOTHING, Decision, Decisions, one
from edcamp.domain.ids import Instant, PersonId, TopicId
from edcamp.domain.refusals import Refused
from edcamp.domain.seeking import whom_to_ask


def _propose_topic(camp: Camp, ask: c.ProposeTopic, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    if ask.card:
        rules.organizer(camp, by)
    rules.phase_open(camp, Phase.GATHER, by)
    rules.in_turn(camp, by, now)
    rules.fresh_id(ask.topic)
    if ask.topic in camp.topics:
        raise Refused("topic-exists", ask.topic)
    open_topics = [topic for topic in camp.topics.values() if topic.state is TopicState.OPEN]
    if len(open_topics) >= rules.TOPICS_PER_CAMP:
        raise Refused("topics-many-camp", len(open_topics))
    own = sum(1 for topic in open_topics if topic.by == by and topic.on_wall)
    if own >= rules.TOPICS_PER_PERSON and not camp.is_organizer(by):
        raise Refused("topics-many-person", own)
    if ask.anonymous is not None:
        _honest(camp, ask, ask.anonymous)
    return one(
        r.TopicProposed(
            topic=ask.topic,
            kind=ask.kind,
            title=rules.title(ask.title),
            by=by,
            description=rules.description(ask.description),
            tags=rules.tags(ask.tags),
            needs=rules.needs(ask.needs),
            hosts=(by,) if ask.kind is Kind.LEAD and not ask.card else (),
            card=ask.card,
            anonymous=ask.anonymous is not None,
            seen=not ask.card and ask.anonymous is not Seen.NOBODY,
        )
    )


def _honest(camp: Camp, ask: c.ProposeTopic, seen: Seen) -> None:
    """Whoever hosts a topic is known, so an anonymous card has no host yet; and what the person was told holds."""
    if ask.kind is not Kind.LEARN or ask.card:
        raise Refused("anonymous-lead")
    if seen is not (Seen.ORGANIZERS if camp.settings.anonymous_seen else Seen.NOBODY):
        raise Refused("anonymous-changed")


def _edit_topic(camp: Camp, ask: c.EditTopic, by: PersonId, now: Instant) -> Decision:
    topic = _own_topic(camp, ask.topic, by)
    _changeable(camp, topic, by)
    wanted = replace(
        topic,
        title=topic.title if ask.title is UNSET else rules.title(ask.title),
        description=topic.description if ask.description is UNSET else rules.description(ask.description),
        tags=topic.tags if ask.tags is UNSET else rules.tags(ask.tags),
        needs=topic.needs if ask.needs is UNSET else rules.needs(ask.needs),
    )
    if wanted == topic:
        return NOTHING
    return one(r.TopicEdited(topic.id, wanted.title, wanted.description, wanted.tags, wanted.needs))


def _withdraw_topic(camp: Camp, ask: c.WithdrawTopic, by: PersonId, now: Instant) -> Decision:
    topic = _own_topic(camp, ask.topic, by)
    if topic.state is TopicState.WITHDRAWN:
        return NOTHING
    _changeable(camp, topic, by)
    return one(r.TopicStateSet(topic.id, TopicState.WITHDRAWN))


def _own_topic(camp: Camp, topic_id: TopicId, by: PersonId) -> Topic:
    """Any topic for an organizer."""
    rules.joined(camp, by)
    topic = rules.known_topic(camp, topic_id)
    if topic.by != by and not camp.is_organizer(by):
        raise Refused("topic-not-yours", topic.title)
    return topic


def _changeable(camp: Camp, topic: Topic, by: PersonId) -> None:
    if not topic.on_wall:
        raise Refused("topic-gone", topic.title)
    rules.phase_open(camp, Phase.GATHER, by)


def _hide_topic(camp: Camp, ask: c.HideTopic, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    topic = rules.known_topic(camp, ask.topic)
    wanted = TopicState.HIDDEN if ask.hidden else TopicState.OPEN
    return NOTHING if topic.state is wanted else one(r.TopicStateSet(topic.id, wanted))


def _claim_topic(camp: Camp, ask: c.ClaimTopic, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    topic = rules.topic_on_wall(camp, ask.topic)
    if Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    if (by in topic.hosts) == ask.claimed:
        return NOTHING
    if not ask.claimed:
        return one(r.HostsSet(topic.id, tuple(host for host in topic.hosts if host != by)))
    if topic.kind is not Kind.LEARN and topic.hosts:
        raise Refused("topic-not-learn", topic.title)
    free_host(camp, topic, by)
    return one(r.HostsSet(topic.id, (*topic.hosts, by)))


def free_host(camp: Camp, topic: Topic, person: PersonId) -> None:
    """Nobody hosts two sessions at once, in the draft or in what is published."""
    shown = camp.published.placements if camp.published is not None else ()
    for placements in (camp.draft.placements, shown):
        slots = [p.slot for p in placements if p.topic == topic.id]
        for other in placements:
            clash = other.topic != topic.id and any(rules.overlapping(camp, slot, other.slot) for slot in slots)
            if clash and person in camp.topics[other.topic].hosts:
                raise Refused("host-busy", camp.topics[other.topic].title)


def _set_repeat(camp: Camp, ask: c.SetRepeat, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    topic = rules.topic_on_wall(camp, ask.topic)
    if by not in topic.hosts and not camp.is_organizer(by):
        raise Refused("topic-not-hosted", topic.title)
    if Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    return NOTHING if topic.twice == ask.twice else one(r.RepeatAgreed(topic.id, ask.twice))


def _set_notes(camp: Camp, ask: c.SetNotes, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    topic, link = rules.topic_on_wall(camp, ask.topic), rules.notes_link(ask.link)
    if by not in topic.hosts and not camp.is_organizer(by):
        raise Refused("topic-not-hosted", topic.title)
    if Phase.CLOSED in camp.phases:
        raise Refused("camp-closed")
    return NOTHING if topic.notes == link else one(r.NotesSet(topic.id, link))


def _merge_topic(camp: Camp, ask: c.MergeTopic, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    source = rules.known_topic(camp, ask.topic)
    into = rules.topic_on_wall(camp, ask.into)
    if source.id == into.id:
        raise Refused("merge-self", source.title)
    if source.merged_into == into.id:
        return NOTHING
    if not source.on_wall:
        raise Refused("topic-gone", source.title)
    merged: r.AnyRecord = r.TopicMerged(source.id, into.id)
    hosts = tuple(dict.fromkeys((*into.hosts, *source.hosts)))
    return Decision((merged,) if hosts == into.hosts else (merged, r.HostsSet(into.id, hosts)))


def _unmerge_topic(camp: Camp, ask: c.UnmergeTopic, by: PersonId | None, now: Instant) -> Decision:
    rules.organizer(camp, by)
    topic = rules.known_topic(camp, ask.topic)
    if topic.merged_into is None:
        raise Refused("not-merged", topic.title)
    root = camp.topics[topic.merged_into]
    unmerged: r.AnyRecord = r.TopicUnmerged(topic.id)
    others = (member for member in camp.members[root.id] if member != topic.id)
    # That its proposer stays would tell who proposed an anonymous card.
    stay = {*(() if root.anonymous else (root.by,)), *(host for member in others for host in camp.topics[member].hosts)}
    hosts = tuple(host for host in root.hosts if host in stay or host not in topic.hosts)
    return Decision((unmerged,) if hosts == root.hosts else (unmerged, r.HostsSet(root.id, hosts)))


def _set_vote(camp: Camp, ask: c.SetVote, by: PersonId, now: Instant) -> Decision:
    rules.joined(camp, by)
    if not _only_what_came_along(camp, ask, by):
        rules.phase_open(camp, Phase.VOTE, by)
    topic = rules.topic_on_wall(camp, ask.topic)
    cast = camp.ballots.get(by, Map()).get(topic.id)
    if (cast or camp.vote_of(by, topic.id)) is ask.weight:
        return NOTHING
    voted: r.AnyRecord = r.VoteSet(topic.id, by, ask.weight)
    asked = whom_to_ask(camp, topic, now, by, ask.weight)
    return Decision((voted, r.HostSought(topic.id, asked)) if asked else (voted,))


def _only_what_came_along(camp: Camp, ask: c.SetVote, by: PersonId) -> bool:
    """Whether it takes back a vote that came by a merge, or puts it back: an organizer may merge when voting is closed,
    and whoever did not mean the other topic may say so then.
    """
    root = camp.root(ask.topic)
    came = camp.came_along(by, root)
    said = camp.ballots.get(by, Map()).get(root, came)
    mine = {Weight.NONE, came}
    return came is not Weight.NONE and {said, ask.weight} <= mine and Phase.CLOSED not in camp.phases


DECISIONS: Decisions = {
    c.ProposeTopic: _propose_topic,
    c.EditTopic: _edit_topic,
    c.WithdrawTopic: _withdraw_topic,
    c.HideTopic: _hide_topic,
    c.ClaimTopic: _claim_topic,
    c.SetRepeat: _set_repeat,
    c.SetNotes: _set_notes,
    c.MergeTopic: _merge_topic,
    c.UnmergeTopic: _unmerge_topic,
    c.SetVote: _set_vote,
}

NEED_A_PERSON = (
    c.ProposeTopic,
    c.EditTopic,
    c.WithdrawTopic,
    c.ClaimTopic,
    c.SetRepeat,
    c.SetNotes,
    c.SetVote,
)
