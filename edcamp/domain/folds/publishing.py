"""What everybody sees, and everybody's day."""

from typing import Any

from immutables import Map
from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.assignments import answers_kept
from edcamp.domain.camp import (
    Camp,
    Schedule,
)
from edcamp.domain.changes import Fold, Folds, Restores, put
from edcamp.domain.folds.answers import answers_changed
from edcamp.domain.folds.telling import days_changed, tell
from edcamp.domain.ids import PersonId, TopicId
from edcamp.domain.notices import publication_notices


def _schedule_published(camp: Camp, record: r.SchedulePublished, fold: Fold) -> Camp:
    number = camp.publications + 1
    camp = camp.but(publications=number)
    return set_published(camp, Schedule(number, fold.at, camp.draft.placements), fold)


def set_published(camp: Camp, schedule: Schedule | None, fold: Fold) -> Camp:
    fold.changes.touched.append(("published", ""))
    fold.changes.public.add("schedule")
    fold.changes.organizers.add("draft")
    if camp.published is not None:
        answers_changed(camp.published.answers, fold)
        schedule = replace(schedule, answers=answers_kept(camp.published, schedule)) if schedule is not None else None
    if schedule is not None:
        answers_changed(schedule.answers, fold)
    for person, notice in publication_notices(camp, schedule, fold.at):
        camp = tell(camp, person, replace(notice, id=fold.notice_id()), fold)
    return days_changed(camp.but(published=schedule), camp.people, fold)


def heading_for(camp: Camp, topic: TopicId) -> frozenset[PersonId]:
    """Everybody who chose a topic or was given a seat there, whatever became of it since."""
    seats = camp.published.seats if camp.published is not None else None
    plans = (*camp.choices.items(), *(seats or Map()).items())
    return frozenset(person for person, by_slot in plans if topic in by_slot.values())


def _seats_assigned(camp: Camp, record: r.SeatsAssigned, fold: Fold) -> Camp:
    if camp.published is None or camp.published.number != record.number:
        return camp
    seats = Map({person: Map(by_slot) for person, by_slot in record.seats.items()})
    fold.changes.organizers.add("draft")
    return days_changed(camp.but(published=replace(camp.published, seats=seats, partial=False)), camp.people, fold)


def _session_chosen(camp: Camp, record: r.SessionChosen, fold: Fold) -> Camp:
    chosen = put(camp.choices.get(record.person, Map()), record.slot, record.topic)
    fold.changes.person(record.person, "day")
    fold.changes.organizers.add("draft")
    return camp.but(choices=put(camp.choices, record.person, chosen or None))


FOLDS: Folds = {
    r.SchedulePublished: _schedule_published,
    r.SeatsAssigned: _seats_assigned,
    r.SessionChosen: _session_chosen,
}


def _restore_published(camp: Camp, key: str, value: Any, fold: Fold) -> Camp:
    return set_published(camp, value, fold)


RESTORES: Restores = {"published": _restore_published}
