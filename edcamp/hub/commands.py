"""Commands in: the same bytes, the same limits and the same answers, whichever way they came."""

from edcamp import wire
from edcamp.domain.commands import Asked
from edcamp.domain.documents import ORGANIZERS, PUBLIC, person_audience
from edcamp.domain.ids import ClientId, PersonId
from edcamp.domain.refusals import Refused
from edcamp.hub.visitors import Visitor
from edcamp.live.answers import refusal
from edcamp.live.camp import Answer
from edcamp.live.limits import Pace
from edcamp.logs import Log

log = Log(__name__)


class Commands:
    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._closed = False

    def close(self) -> None:
        """From now on every message is answered ``shutting-down``."""
        self._closed = True

    async def answer(self, visitor: Visitor, data: bytes) -> wire.Acks | wire.Refusal:
        """An answer for each command, or one refusal for the whole message; never an exception but cancellation."""
        try:
            return await self._ask(visitor, data)
        except Refused as refused:
            return refusal(refused, visitor.translate)
        except Exception:
            log.exception("a message of commands failed", camp=visitor.camp.id)
            return refusal(Refused("unavailable"), visitor.translate)

    async def _ask(self, visitor: Visitor, data: bytes) -> wire.Acks:
        if self._closed:
            raise Refused("shutting-down")
        message = wire.decode_message(data)
        person = visitor.joined
        if person is None:
            raise Refused("not-joined")
        camp = visitor.camp
        await self._pace.take(camp.id, person, len(message.commands))

        numbers: list[int] = []
        refusals: dict[int, Refused] = {}
        asked: list[Asked] = []
        for index, raw in enumerate(message.commands):
            try:
                numbered = wire.decode_command(raw)
            except Refused as refused:
                numbers.append(wire.number_of(raw))
                refusals[index] = refused
            else:
                numbers.append(numbered.n)
                asked.append(Asked(numbered.command, person, ClientId(message.client), numbered.n))
        answers = iter(await camp.ask_all(asked))
        acks = (_ack(visitor, person, refusals.get(index) or next(answers), n) for index, n in enumerate(numbers))
        return wire.Acks(tuple(acks))


def _ack(visitor: Visitor, person: PersonId, answer: Answer, n: int) -> wire.Ack:
    if isinstance(answer, Refused):
        return refusal(answer, visitor.translate, n)
    readable: list[tuple[wire.Audience, str]] = [("public", PUBLIC), ("me", person_audience(person))]
    if visitor.organizer:
        readable.append(("organizers", ORGANIZERS))
    touched = tuple(audience for audience, name in readable if name in answer.touched)
    return wire.Accepted(n, answer.seq, touched, answer.dropped)
