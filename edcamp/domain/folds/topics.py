"""Topics on the wall, who hosts them, votes and tallies."""

from typing import Any

from immutables import Map
from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.camp import (
    Camp,
    Notice,
    NoticeKind,
    Tally,
    Topic,
    Weight,
)
from edcamp.domain.changes import Fold, Folds, Restores, put
from edcamp.domain.folds.answers import answers_changed, drop_answers
from edcamp.domain.folds.draft import keep_placements
from edcamp.domain.folds.hopes import hopes_changed
from edcamp.domain.folds.offers import drop_offers, offers_changed
from edcamp.domain.folds.publishing import heading_for
from edcamp.domain.folds.seeking import search_changed, turn_down
from edcamp.domain.folds.telling import days_changed, sitting_notice, tell
from edcamp.domain.ids import PersonId, TopicId


def _topic_proposed(camp: Camp, record: r.TopicProposed, fold: Fold) -> Camp:
    topic = Topic(
        id=record.topic,
        kind=record.kind,
        title=record.title,
        by=record.by,
        created=fold.at,
        description=record.description,
        tags=record.tags,
        needs=record.needs,
        hosts=record.hosts,
        card=record.card,
        anonymous=record.anonymous,
        seen=record.seen,
        cast_before=camp.cast,
    )
    return _set_topic(camp, topic, fold)


def _topic_edited(camp: Camp, record: r.TopicEdited, fold: Fold) -> Camp:
    topic = replace(
        camp.topics[record.topic],
        title=record.title,
        description=record.description,
        tags=record.tags,
        needs=record.needs,
    )
    return _set_topic(camp, topic, fold)


def _topic_state_set(camp: Camp, record: r.TopicStateSet, fold: Fold) -> Camp:
    camp = _set_topic(camp, replace(camp.topics[record.topic], state=record.state), fold)
    return keep_placements(camp, fold)


def _hosts_set(camp: Camp, record: r.HostsSet, fold: Fold) -> Camp:
    before = camp.topics[record.topic]
    came = frozenset(record.hosts) - frozenset(before.hosts)
    camp = set_hosts(drop_answers(camp, record.topic, came), before, record.hosts, fold)
    for host in record.hosts:
        if host in came:
            for placed in camp.published.of(record.topic) if camp.published else ():
                notice = sitting_notice(NoticeKind.PLACED, before, None, placed, fold)
                camp = tell(camp, host, notice, fold)
    for host in before.hosts if record.told else ():
        if host not in record.hosts and host != fold.entry.by:
            notice = Notice(fold.notice_id(), fold.at, NoticeKind.RELEASED, topic=before.id, title=before.title)
            camp = tell(camp, host, notice, fold)
    return camp


def _stand_in_sought(camp: Camp, record: r.StandInSought, fold: Fold) -> Camp:
    topic = camp.topics[record.topic]
    placed = next(iter(camp.published.of(topic.id)), None) if camp.published is not None else None
    for person in record.people:
        camp = tell(camp, person, sitting_notice(NoticeKind.ASKED, topic, None, placed, fold), fold)
    return camp


def _nobody_asked(camp: Camp, topic: TopicId, fold: Fold) -> Camp:
    """Somebody hosts it now: whoever was asked and has not read it need not any more."""
    for person, held in camp.notices.items():
        asked = [notice for notice in held if notice.kind is NoticeKind.ASKED and notice.topic == topic]
        for notice in asked:
            fold.changes.person(person, f"notice/{notice.id}")
        if asked:
            left = tuple(notice for notice in held if notice not in asked)
            camp = camp.but(notices=put(camp.notices, person, left or None))
    return camp


def set_hosts(camp: Camp, topic: Topic, hosts: tuple[PersonId, ...], fold: Fold) -> Camp:
    """When the last host leaves, nobody is left who agreed to a repeat; whoever hosts it next is asked anew. Whoever
    leaves is not asked to host it.
    """
    for left in sorted(frozenset(topic.hosts) - frozenset(hosts)):
        camp = turn_down(camp, topic.id, left, fold)
    camp = drop_offers(camp, topic.id, frozenset(topic.hosts) - frozenset(hosts), fold)
    abandoned = bool(topic.hosts) and not hosts
    camp = _set_topic(camp, replace(topic, hosts=hosts, twice=topic.twice and not abandoned), fold)
    if hosts and not topic.hosts:
        camp = _nobody_asked(camp, topic.id, fold)
    return keep_placements(camp, fold)


def _repeat_agreed(camp: Camp, record: r.RepeatAgreed, fold: Fold) -> Camp:
    camp = _set_topic(camp, replace(camp.topics[record.topic], twice=record.twice), fold)
    return keep_placements(camp, fold)


def _notes_set(camp: Camp, record: r.NotesSet, fold: Fold) -> Camp:
    return _set_topic(camp, replace(camp.topics[record.topic], notes=record.link), fold)


def _topic_merged(camp: Camp, record: r.TopicMerged, fold: Fold) -> Camp:
    source, into = camp.topics[record.topic], camp.topics[record.into]
    concerned = (camp.voters(source.id) | {*source.hosts, source.by, *into.hosts}) - {fold.entry.by}
    carried = {person: _goes_along(camp, person, source.id, into.id) for person in concerned}
    for member in camp.members.get(source.id, ()):
        camp = _set_topic(camp, replace(camp.topics[member], merged_into=into.id), fold)
    camp = _set_topic(camp, replace(source, merged_into=into.id), fold)
    camp = keep_placements(camp, fold)
    for person in sorted(concerned):
        notice = Notice(
            fold.notice_id(),
            fold.at,
            NoticeKind.MERGED,
            topic=into.id,
            title=into.title,
            from_title=source.title,
            from_topic=source.id,
            carried=carried[person],
        )
        camp = tell(camp, person, notice, fold)
    return camp


def _goes_along(camp: Camp, person: PersonId, source: TopicId, into: TopicId) -> Weight | None:
    """The vote that counts for ``into`` only because of the merge."""
    weight = camp.vote_of(person, source)
    said = into in camp.ballots.get(person, Map()) or camp.came_along(person, into) is not Weight.NONE
    return None if said or weight is Weight.NONE else weight


def _topic_unmerged(camp: Camp, record: r.TopicUnmerged, fold: Fold) -> Camp:
    before = camp.topics[record.topic]
    return _part(_set_topic(camp, replace(before, merged_into=None), fold), before, fold)


def _part(camp: Camp, before: Topic, fold: Fold) -> Camp:
    """Whoever has not read of the merge need not any more; the others of those who want the topic are told."""
    unread = set()
    for person, notices in camp.notices.items():
        kept = tuple(n for n in notices if (n.kind, n.from_topic) != (NoticeKind.MERGED, before.id))
        if len(kept) < len(notices):
            unread.add(person)
            gone = {n.id for n in notices} - {n.id for n in kept}
            fold.changes.person(person, *(f"notice/{notice}" for notice in gone))
            camp = camp.but(notices=put(camp.notices, person, kept or None))
    wanting = {p for p in camp.voters(before.id) if camp.vote_of(p, before.id) is not Weight.NONE}
    for person in sorted((wanting | set(before.hosts)) - unread - {fold.entry.by}):
        weight = camp.vote_of(person, before.id)
        notice = Notice(
            fold.notice_id(),
            fold.at,
            NoticeKind.PARTED,
            topic=before.id,
            title=before.title,
            from_title=camp.topics[before.merged_into].title if before.merged_into is not None else "",
            from_topic=before.id,
            carried=None if weight is Weight.NONE else weight,
        )
        camp = tell(camp, person, notice, fold)
    return camp


def _set_topic(camp: Camp, topic: Topic, fold: Fold) -> Camp:
    """Puts the topic and everything derived from topics: members, tallies, who hosts what."""
    before = camp.topics.get(topic.id)
    changes = fold.changes
    changes.touched.append(("topic", topic.id))
    changes.public.add(f"topic/{topic.id}")
    changes.organizers.update((f"topic/{topic.id}", "draft"))
    if camp.published is not None:
        changes.public.add("schedule")
        answers_changed((topic.id,), fold)
    camp = camp.but(topics=camp.topics.set(topic.id, topic))
    if before is None or before.merged_into != topic.merged_into or before.on_wall != topic.on_wall:
        camp = _regroup(camp, before, topic, fold)
    hosts_before = frozenset(before.hosts) if before is not None and before.on_wall else frozenset()
    hosts_after = frozenset(topic.hosts) if topic.on_wall else frozenset()
    for person in hosts_before | hosts_after:
        hosted = camp.hosting.get(person, frozenset())
        hosted = hosted | {topic.id} if person in hosts_after else hosted - {topic.id}
        camp = camp.but(hosting=put(camp.hosting, person, hosted or None))
        changes.public.add(f"host/{person}")
        changes.person(person, "me")
    changes.person(topic.by, "me")
    search_changed(camp, topic.id, fold)
    hopes_changed(camp, topic.id, fold, hosts_before | hosts_after)
    offers_changed(camp, topic.id, fold, hosts_before | hosts_after)
    concerned = hosts_before | hosts_after
    if before is None or before.on_wall != topic.on_wall:
        concerned |= camp.voters(topic.id) | heading_for(camp, topic.id)
    return days_changed(camp, concerned, fold)


def _regroup(camp: Camp, before: Topic | None, topic: Topic, fold: Fold) -> Camp:
    """After a topic came onto the wall, left it, or joined another: who stands for whom, and the tallies of both."""
    roots = {topic.id}
    left = before.merged_into if before is not None else None
    for root, joins in ((left, False), (topic.merged_into, True)):
        if root is not None:
            others = tuple(m for m in camp.members.get(root, ()) if m != topic.id)
            members = tuple(sorted((*others, topic.id))) if joins else others
            camp = camp.but(members=put(camp.members, root, members or None))
            roots.add(root)
    voters = camp.voters(topic.id)
    for root in roots:
        _tally_changed(camp, root, fold)
        fold.changes.organizers.add(f"origin/{root}")
        hopes_changed(camp, root, fold)
        for person in voters:
            fold.changes.person(person, f"vote/{root}", *([f"hope/{root}"] if camp.hopes else []))
        tally = _count(camp, root) if camp.topics[root].on_wall else None
        camp = camp.but(tallies=put(camp.tallies, root, tally))
    return days_changed(camp, voters, fold)


def _tally_changed(camp: Camp, root: TopicId, fold: Fold) -> None:
    (fold.changes.organizers if camp.tallies_hidden else fold.changes.public).add(f"tally/{root}")


def _count(camp: Camp, root: TopicId) -> Tally:
    tally = Tally()
    for person in camp.voters(root):
        tally = tally.plus(camp.vote_of(person, root), 1)
    return tally


def _vote_set(camp: Camp, record: r.VoteSet, fold: Fold) -> Camp:
    person, topic = record.person, record.topic
    root = camp.root(topic)
    before = camp.vote_of(person, root)
    ballot = camp.ballots.get(person, Map()).set(topic, record.weight)
    votes = camp.votes.get(topic, Map()).set(person, record.weight)
    camp = camp.but(ballots=camp.ballots.set(person, ballot), votes=camp.votes.set(topic, votes))
    fold.changes.person(person, f"vote/{root}")
    after = camp.vote_of(person, root)
    if root in camp.tallies and before is not after:
        tally = camp.tallies[root].plus(before, -1).plus(after, 1)
        camp = camp.but(tallies=camp.tallies.set(root, tally))
        _tally_changed(camp, root, fold)
    if before is Weight.NONE and after is not Weight.NONE:
        camp = camp.but(cast=camp.cast + 1)
        fold.changes.organizers.add("votes")
    if Weight.NONE in (before, after) and before is not after and root in camp.topics:
        fold.changes.person(person, *([f"hope/{root}"] if camp.hopes else []))
        hopes_changed(camp, root, fold)
    if camp.published is not None:
        fold.changes.organizers.add("draft")  # whom publishing would touch
    return days_changed(camp, (person,), fold)


FOLDS: Folds = {
    r.TopicProposed: _topic_proposed,
    r.TopicEdited: _topic_edited,
    r.TopicStateSet: _topic_state_set,
    r.HostsSet: _hosts_set,
    r.StandInSought: _stand_in_sought,
    r.RepeatAgreed: _repeat_agreed,
    r.NotesSet: _notes_set,
    r.TopicMerged: _topic_merged,
    r.TopicUnmerged: _topic_unmerged,
    r.VoteSet: _vote_set,
}


def _restore_topic(camp: Camp, key: str, value: Any, fold: Fold) -> Camp:
    before = camp.topics[value.id]
    camp = keep_placements(_set_topic(camp, value, fold), fold)
    parted = before.merged_into is not None and value.merged_into is None
    return _part(camp, before, fold) if parted else camp


RESTORES: Restores = {"topic": _restore_topic}
