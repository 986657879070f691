"""docs/protocol.md says what the program does: its tables and examples are held to the code."""

import re
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from msgspec import Raw
from msgspec.structs import replace

from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain import rules
from edcamp.domain.camp import Answer, BoardMode, Cell, Kind, Phase, Weight
from edcamp.domain.ids import AnnouncementId, KeptId
from edcamp.domain.refusals import SENTENCES, Refused
from tests.domain.story import (
    ANA,
    APPLES,
    BEANS,
    BEN,
    BOSS,
    CAT,
    CORN,
    DAN,
    DATES,
    EGGS,
    FIRST,
    HALL,
    LUNCH,
    MINUTE,
    NOOK,
    SECOND,
    SETTINGS,
    START,
    Story,
    new_story,
    seen_by,
)

ROOT = Path(__file__).parent.parent
DOCUMENT = (ROOT / "docs" / "protocol.md").read_text("utf-8")
NEWS = AnnouncementId("news")
ASIDE = KeptId("aside")

COMMANDS: tuple[type[c.Command], ...] = get_args(c.PersonCommand)

EACH: tuple[c.PersonCommand, ...] = (
    c.SetInterests(("art",)),
    c.SetFirstTime(True),
    c.RenewCalendar(1),
    c.ProposeTopic(DATES, Kind.LEAD, "Dates"),
    c.EditTopic(APPLES, title="Pears"),
    c.WithdrawTopic(APPLES),
    c.ClaimTopic(BEANS),
    c.SetHosts(APPLES, (BEN,)),
    c.AskToHost(APPLES, (BEN,)),
    c.DeclineTopic(BEANS),
    c.SetRepeat(APPLES, True),
    c.SetVote(APPLES, Weight.MUST),
    c.ChooseSession(FIRST, APPLES),
    c.BeAt(FIRST, APPLES),
    c.RequestTime(APPLES, FIRST, wanted=False),
    c.AnswerAssignment(APPLES, FIRST, HALL, Answer.CONFIRMED),
    c.OfferToHost(APPLES),
    c.AnswerOffer(APPLES, BEN, True),
    c.SetHope(APPLES, "Recipes"),
    c.HideHope(APPLES, 1, True),
    c.SetNotes(APPLES, "https://notes.example/apples"),
    c.NeedHand(APPLES, FIRST),
    c.GiveHand(APPLES, FIRST),
    c.SeeNotices(10**9),
    c.HideTopic(APPLES, True),
    c.MergeTopic(APPLES, BEANS),
    c.UnmergeTopic(CORN),
    c.EditCamp(SETTINGS),
    c.PutRoom(HALL, "Hall", 9),
    c.RemoveRoom(HALL),
    c.CloseRoom(HALL, (FIRST,)),
    c.PutSlot(FIRST, "First", START, START + 1),
    c.RemoveSlot(FIRST),
    c.ShiftDay(FIRST, start=START),
    c.MoveBreak(LUNCH, FIRST, True),
    c.SetPhase(Phase.VOTE, False),
    c.PlaceTopic(BEANS, SECOND, NOOK),
    c.SwapCells(Cell(FIRST, HALL), Cell(SECOND, NOOK)),
    c.UnplaceTopic(APPLES),
    c.PinTopic(APPLES, True),
    c.ResetDraft(),
    c.KeepDraft(ASIDE, "Before lunch"),
    c.TakeDraft(ASIDE),
    c.DropDraft(ASIDE),
    c.Publish(0),
    c.Rearrange(0, ()),
    c.DeclineRequest(APPLES, FIRST),
    c.Announce(NEWS, "Lunch!"),
    c.EndAnnouncement(NEWS),
    c.ShowOnBoard(BoardMode.JOIN),
    c.HoldSmackdown(True),
    c.TakeTurn("Maps that talk"),
    c.GiveUpTurn(),
    c.OrderTurn(ANA),
    c.GiveFloor(ANA),
    c.Undo(1),
    c.ResetLinks(),
)
"""Every command as Ana may or may not ask it."""


def eventful() -> Story:
    """A camp in which there is a document of every kind."""
    story = new_story()
    story.propose(APPLES, ANA)
    story.propose(BEANS, BEN, Kind.LEARN)
    story.propose(CORN, BEN, Kind.LEARN)
    story.ask(c.MergeTopic(CORN, BEANS), BOSS)
    story.place(APPLES, FIRST, HALL)
    story.ask(c.KeepDraft(ASIDE, "Before lunch"), BOSS)
    story.publish()
    story.ask(c.AnswerAssignment(APPLES, FIRST, HALL, Answer.LATE), ANA)
    story.ask(c.RequestTime(APPLES, FIRST, SECOND, reason="I leave at two"), ANA)
    story.ask(c.SetVote(APPLES, Weight.MUST), ANA)
    story.ask(c.SetHope(APPLES, "A recipe for cake"), ANA)
    story.ask(c.NeedHand(APPLES, FIRST), ANA)
    story.propose(EGGS, BEN)
    for topic, person in ((APPLES, BEN), (EGGS, ANA)):
        story.ask(c.OfferToHost(topic), person)
    for person in (ANA, CAT, DAN):
        story.ask(c.SetVote(BEANS, Weight.MUST), person)
    story.now += 60 * MINUTE
    story.ask(c.BeAt(FIRST, APPLES), ANA)
    story.ask(c.ShowOnBoard(BoardMode.WALL), BOSS)
    story.ask(c.HoldSmackdown(True), BOSS)
    for person in (CAT, ANA):
        story.ask(c.TakeTurn(), person)
    story.ask(c.GiveFloor(CAT), BOSS)
    story.ask(c.GiveFloor(None), BOSS)
    story.ask(c.Announce(AnnouncementId("old"), "Welcome"), BOSS)
    story.ask(c.Announce(AnnouncementId("later"), "Lunch", at=story.now + MINUTE), BOSS)
    return story


def table(heading: str) -> list[list[str]]:
    """Rows of the first table after a heading, without its own."""
    [section] = re.findall(rf"^#+ {heading}\n(.*?)(?=^#+ |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


# --- commands


def description(command: type[c.Command]) -> str:
    return " ".join((command.__doc__ or "").split()).replace("``", "`")


def fields(command: type[c.Command]) -> str:
    described = msgspec.structs.fields(command)
    words = [f"`{field.encode_name}`{'' if field.required else '?'}" for field in described]
    return ", ".join(words) or "–"


def who(command: c.PersonCommand) -> str:
    refusal = eventful().refusal(command, ANA)
    return "O" if refusal is not None and refusal[0] == "not-organizer" else "P"


def test_every_command_is_described() -> None:
    assert [type(command) for command in EACH] == list(COMMANDS)
    assert table("Every command") == [
        [f"`{type(command).__struct_config__.tag}`", fields(type(command)), who(command), description(type(command))]
        for command in EACH
    ]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.__struct_config__.tag))
def test_a_command_is_described_in_a_sentence(command: type[c.Command]) -> None:
    words = description(command)

    assert re.fullmatch(r"[A-Z`].*\.", words), words
    assert "|" not in words


@pytest.mark.parametrize("command", EACH, ids=lambda command: str(command.__struct_config__.tag))
def test_what_an_attendee_may_ask_is_not_refused_for_want_of_a_role(command: c.PersonCommand) -> None:
    """And what only organizers may, not even its own proposer may."""
    refusal = eventful().refusal(command, ANA)

    assert refusal in (None, ("not-organizer", None))
    assert eventful().refusal(command, BOSS) != ("not-organizer", None)


# --- limits and errors


def test_every_limit_is_listed() -> None:
    limits = {name: value for name, value in vars(rules).items() if name.isupper() and isinstance(value, int)}

    assert table("Limits") == [[f"`{name}`", str(value)] for name, value in limits.items()]


def test_every_error_is_listed_with_its_words() -> None:
    assert table("Errors") == [
        [f"`{code}`", sentence.text, "yes" if sentence.retryable else "no"] for code, sentence in SENTENCES.items()
    ]


@pytest.mark.parametrize("code", SENTENCES)
def test_every_error_is_one_that_can_happen(code: str) -> None:
    if code.startswith("phase-"):
        assert code in {f"phase-{phase}-closed" for phase in (Phase.GATHER, Phase.VOTE)}
        return
    sources = (path for path in (ROOT / "edcamp").rglob("*.py") if path.name != "refusals.py")
    assert any(f'"{code}"' in path.read_text("utf-8") for path in sources), code


def test_every_number_in_an_error_is_the_limit_it_speaks_of() -> None:
    limits = {value for name, value in vars(rules).items() if name.isupper() and isinstance(value, int)}
    plans = {1, 120}  # seconds; planning's own
    said = {int(number.replace(",", "")) for s in SENTENCES.values() for number in re.findall(r"\d[\d,]*", s.text)}

    assert said <= limits | plans | {1, 2, 3}


# --- documents


def test_every_document_is_listed() -> None:
    story = eventful()
    audiences = {"public": "public", "me": "person/ana", "organizers": "organizers"}
    held = {
        (name, re.sub(r"/.*", "/", key))
        for name, audience in audiences.items()
        for key in seen_by(story.camp, {}, audience)
    }
    story.ask(c.EditCamp(replace(SETTINGS, hide_tallies=True)), BOSS)
    held |= {("organizers", "tally/")} & {("organizers", re.sub(r"/.*", "/", key)) for key in story.organizers()}

    listed = [(audience, re.sub(r"/.*", "/", key.strip("`"))) for audience, key, words in table("Documents") if words]
    assert sorted(listed) == sorted(held)
    assert sorted(listed) == sorted(typescript_keys())


def typescript_keys() -> list[tuple[str, str]]:
    """Audience and key as the browser's types have them."""
    found = []
    for name, body in re.findall(r"export interface (\w+)Documents {\n(.*?)\n}", wire.typescript(), re.DOTALL):
        keys = re.findall(r"^  (?:(\w+)|\[key: `(\w+/)\$\{string\}`\]):", body, re.MULTILINE)
        found += [(name.lower(), plain or many) for plain, many in keys]
    return found


# --- examples


BLOCKS = re.findall(r"^```(\w*)\n(.*?)\n```", DOCUMENT, re.MULTILINE | re.DOTALL)


def test_every_example_can_be_read() -> None:
    assert [language for language, _ in BLOCKS] == ["json"] * 4
    hello, delta, message, answer = (block for _, block in BLOCKS)

    assert msgspec.json.decode(hello, type=wire.Hello).deltas[0].deleted == ()
    assert msgspec.json.decode(delta, type=wire.Delta).deleted == ("topic/t3",)
    asked = [wire.decode_command(raw) for raw in wire.decode_message(message.encode()).commands]
    assert [numbered.n for numbered in asked] == [1, 2]
    acks = msgspec.json.decode(answer)["acks"]
    assert msgspec.convert(acks[0], wire.Accepted).n == asked[0].n
    assert msgspec.convert(acks[1], wire.Refusal).n == asked[1].n


def test_the_example_of_an_error_is_that_error() -> None:
    message, answer = BLOCKS[2][1], BLOCKS[3][1]
    command = wire.decode_command(Raw(wire.decode_message(message.encode()).commands[1])).command
    said = msgspec.json.decode(answer)["acks"][1]

    assert isinstance(command, c.EditTopic)

    story = new_story()
    story.propose(command.topic, ANA, title="A topic")
    code, value = story.refusal(command, ANA) or ("", None)
    assert said == msgspec.to_builtins(wire.refusal(Refused(code, value), str, 2))


def test_every_example_in_passing_is_json() -> None:
    inline = re.findall(r"`(\{[^`]*\})`", re.sub(r"```.*?```", "", DOCUMENT, flags=re.DOTALL))
    read: list[Any] = [msgspec.json.decode(example) for example in inline]

    assert len(read) >= 3
    positions = [example for example in read if "epoch" in example]
    assert [msgspec.convert(position, wire.Since).public for position in positions] == [812]
    hellos = [example for example in read if "since" in example]
    assert [msgspec.convert(hello, wire.HelloRequest).since.public for hello in hellos] == [812]


# --- the browser's types


def test_the_browsers_types_are_the_servers() -> None:
    """`make wire` writes them."""
    assert (ROOT / "static" / "src" / "wire.ts").read_text("utf-8") == wire.typescript()
