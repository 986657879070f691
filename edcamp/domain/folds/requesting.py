"""Who asks for which session at another time."""

from typing import Any

from msgspec.structs import replace

from edcamp.domain import records as r
from edcamp.domain.camp import Action, Backer, Camp, Notice, NoticeKind, Request, Wish
from edcamp.domain.changes import Fold, Folds, Restores, put
from edcamp.domain.folds.telling import tell
from edcamp.domain.ids import PersonId
from edcamp.domain.requests import stands


def _time_requested(camp: Camp, record: r.TimeRequested, fold: Fold) -> Camp:
    wish = Wish(record.topic, record.slot, record.to)
    known = camp.requests.get(wish.key, Request(wish, ()))
    mine = known.backer(record.person)
    if mine is None:
        backers = (*known.backers, Backer(record.person, fold.at, record.reason))
    else:
        said = replace(mine, reason=record.reason)
        backers = tuple(said if backer is mine else backer for backer in known.backers)
    return _set_request(camp, wish.key, Request(wish, backers), fold)


def _request_dropped(camp: Camp, record: r.RequestDropped, fold: Fold) -> Camp:
    request = camp.requests[Wish(record.topic, record.slot, record.to).key]
    return _set_request(camp, request.wish.key, _without(request, record.person), fold)


def _request_declined(camp: Camp, record: r.RequestDeclined, fold: Fold) -> Camp:
    """Whoever asked for what is not on show any more hears nothing: it has gone by itself."""
    request = camp.requests[Wish(record.topic, record.slot, record.to).key]
    topic = camp.topics[record.topic]
    there = camp.published.of(topic.id) if camp.published is not None and stands(camp, request.wish) else ()
    here = next((placement for placement in there if placement.slot == record.slot), None)
    camp = _set_request(camp, request.wish.key, None, fold)
    for backer in request.backers if here is not None else ():
        if backer.person != fold.entry.by:
            notice = Notice(
                fold.notice_id(),
                fold.at,
                NoticeKind.DECLINED,
                topic=topic.id,
                title=topic.title,
                slot=record.to,
                from_slot=record.slot,
                from_room=here.room if here is not None else None,
            )
            camp = tell(camp, backer.person, notice, fold)
    return camp


def forget_requests(camp: Camp, person: PersonId, fold: Fold) -> Camp:
    """Nor does anything come back of what they said when a decline is undone."""
    for key, request in camp.requests.items():
        if request.backer(person) is not None:
            camp = _set_request(camp, key, _without(request, person), fold)
    history = camp.history
    for seq, action in history.items():
        if any(piece.kind == "request" for piece in action.pieces):
            history = history.set(seq, _action_without(action, person))
            fold.changes.organizers.add(f"action/{seq}")
    return camp.but(history=history)


def _action_without(action: Action, person: PersonId) -> Action:
    def forgotten(value: object) -> object:
        return _without(value, person) if isinstance(value, Request) else value

    pieces = (
        replace(piece, before=forgotten(piece.before), after=forgotten(piece.after))
        if piece.kind == "request"
        else piece
        for piece in action.pieces
    )
    return replace(action, pieces=tuple(piece for piece in pieces if piece.before != piece.after))


def _without(request: Request, person: PersonId) -> Request | None:
    backers = tuple(backer for backer in request.backers if backer.person != person)
    return Request(request.wish, backers) if backers else None


def _set_request(camp: Camp, key: str, request: Request | None, fold: Fold) -> Camp:
    fold.changes.touched.append(("request", key))
    for each in (camp.requests.get(key), request):
        if each is not None:
            _shown_otherwise(each, fold)
    if camp.published is not None:
        fold.changes.organizers.add("draft")  # whom publishing would touch
    return camp.but(requests=put(camp.requests, key, request))


def _shown_otherwise(request: Request, fold: Fold) -> None:
    key = request.wish.key
    fold.changes.public.add(f"request/{key}")
    fold.changes.organizers.add(f"reasons/{key}")
    for backer in request.backers:
        fold.changes.person(backer.person, "requests")


def requests_followed(before: Camp, after: Camp, fold: Fold) -> None:
    """Requests go by themselves, and are there again, with what they are about: that changes what is shown of them."""
    parts = ("published", "topics", "slots", "rooms")
    if not after.requests or all(getattr(before, part) is getattr(after, part) for part in parts):
        return
    for key, request in after.requests.items():
        topic = request.wish.topic
        same_hosts = topic in before.topics and before.topics[topic].hosts == after.topics[topic].hosts
        if key in before.requests and (not same_hosts or stands(before, request.wish) != stands(after, request.wish)):
            _shown_otherwise(request, fold)


FOLDS: Folds = {
    r.TimeRequested: _time_requested,
    r.RequestDropped: _request_dropped,
    r.RequestDeclined: _request_declined,
}


def _restore_request(camp: Camp, key: str, value: Any, fold: Fold) -> Camp:
    """What is asked for again was not declined: whoever has not read so need not."""
    camp = _set_request(camp, key, value, fold)
    for backer in value.backers if value is not None else ():
        camp = _untold(camp, backer.person, value.wish, fold)
    return camp


def _untold(camp: Camp, person: PersonId, wish: Wish, fold: Fold) -> Camp:
    held = camp.notices.get(person, ())
    about = (NoticeKind.DECLINED, wish.topic, wish.slot, wish.to)
    gone = [notice for notice in held if (notice.kind, notice.topic, notice.from_slot, notice.slot) == about]
    for notice in gone:
        fold.changes.person(person, f"notice/{notice.id}")
    left = tuple(notice for notice in held if notice not in gone)
    return camp.but(notices=put(camp.notices, person, left or None)) if gone else camp


RESTORES: Restores = {"request": _restore_request}
