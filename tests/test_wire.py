"""Whatever a client sends is read as a command or refused with a code; what the journal holds is read back the same."""

from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from edcamp import wire
from edcamp.domain import commands as c
from edcamp.domain.camp import PhaseChange, SlotTime, Takeover, Weight
from edcamp.domain.ids import INSTANT_MAX, TopicId
from edcamp.domain.records import Announced, AnnouncementPlanned, AnyRecord, CameTo, Entry, SlotPut
from edcamp.domain.refusals import SENTENCES, Refused
from edcamp.domain.rules import BODY_MAX

VOTE = '{"do":"set-vote","topic":"t9","weight":"must"}'
DEEP = b"[" * 30_000 + b"]" * 30_000


def message(commands: str = "", client: str = '"k3v9x2k3v9x2"') -> bytes:
    return f'{{"client":{client},"commands":[{commands}]}}'.encode()


def numbered(command: str = VOTE, n: str = "1", more: str = "") -> Raw:
    return Raw(f'{{"n":{n},"command":{command}{more}}}'.encode())


def refused(data: bytes | Raw) -> tuple[str, str | int | None]:
    with pytest.raises(Refused) as caught:
        wire.decode_command(data) if isinstance(data, Raw) else wire.decode_message(data)
    return caught.value.code, caught.value.value


# --- messages


def test_a_message_is_read() -> None:
    read = wire.decode_message(message(f'{{"n":1,"command":{VOTE}}}, {{"n":2}}'))

    assert read.client == "k3v9x2k3v9x2"
    assert [bytes(raw) for raw in read.commands] == [f'{{"n":1,"command":{VOTE}}}'.encode(), b'{"n":2}']


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"", "Input data was truncated"),
        (b'{"client":"a"', "Input data was truncated"),
        (b"{]", "JSON is malformed: object keys must be strings (byte 1)"),
        (b"null", "Expected `object`, got `null`"),
        (b"[]", "Expected `object`, got `array`"),
        (b'{"client":"a"}', "Object missing required field `commands`"),
        (b'{"client":1,"commands":[]}', "Expected `str`, got `int` - at `$.client`"),
        (b'{"client":"a","commands":{}}', "Expected `array`, got `object` - at `$.commands`"),
        (b'{"client":"a","commands":[],"x":1}', "Object contains unknown field `x`"),
        (b'{"client":"a","commands":[NaN]}', "JSON is malformed: invalid character (byte 26)"),
        (b'\xef\xbb\xbf{"client":"a","commands":[]}', "JSON is malformed: invalid character (byte 0)"),
    ],
)
def test_a_message_that_is_none_is_a_bad_command(data: bytes, value: str) -> None:
    assert refused(data) == ("bad-command", value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"client":"\xff\xfe","commands":[]}',
        b'{"client":"a","commands":[],"\xc3\x28":1}',
        b'{"client":"\\ud800","commands":[]}',
        b'{"client":"a","commands":[' + DEEP[: BODY_MAX - 30] + b"]}",
        b'{"client":"a","commands":[' + b'{"a":' * 9_000 + b"}" * 9_000 + b"]}",
        b"[" * BODY_MAX,
    ],
    ids=["bad UTF-8", "bad UTF-8 in a key", "half a surrogate pair", "deep", "deep objects", "deep and not an object"],
)
def test_bytes_that_are_no_text_or_too_deep_are_a_bad_command(data: bytes) -> None:
    assert refused(data)[0] == "bad-command"


def test_a_message_may_be_so_large_and_no_larger() -> None:
    fits = message('"' + "x" * (BODY_MAX - len(message('""'))) + '"')

    assert len(fits) == BODY_MAX
    assert len(wire.decode_message(fits).commands) == 1
    assert refused(fits + b" ") == ("too-large", BODY_MAX + 1)


def test_a_message_may_hold_so_many_commands_and_no_more() -> None:
    assert len(wire.decode_message(message(",".join(["1"] * 32))).commands) == 32
    assert refused(message(",".join(["1"] * 33))) == ("too-many-at-once", 33)


@pytest.mark.parametrize("client", ["", "A", "a/b", "-a", "a" * 41, "ä", "a b"])
def test_a_client_is_an_id(client: str) -> None:
    assert refused(message(client=f'"{client}"')) == ("bad-id", client)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_refused(data: bytes) -> None:
    try:
        wire.decode_message(data)
    except Refused as error:
        assert error.code in ("bad-command", "bad-id")  # noqa: PT017 - either is right


# --- commands


def test_a_command_is_read() -> None:
    assert wire.decode_command(numbered(n="7")) == wire.NumberedCommand(7, c.SetVote(TopicId("t9"), Weight.MUST))


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (Raw(b"1"), "Expected `object`, got `int`"),
        (Raw(b'{"n":1}'), "Object missing required field `command`"),
        (numbered(n="true"), "Expected `int`, got `bool` - at `$.n`"),
        (numbered(n='"1"'), "Expected `int`, got `str` - at `$.n`"),
        (numbered(n="1.5"), "Expected `int`, got `float` - at `$.n`"),
        (numbered(n="1e400"), "Number out of range - at `$.n`"),
        (numbered(n="NaN"), "JSON is malformed: invalid character (byte 5)"),
        (numbered(more=',"x":1'), "Object contains unknown field `x`"),
        (numbered("{}"), "Object missing required field `do` - at `$.command`"),
        (numbered('{"do":"fly"}'), "Invalid value 'fly' - at `$.command.do`"),
        (numbered('{"do":1}'), "Expected `str` - at `$.command.do`"),
        (numbered('{"do":"set-vote","topic":"t9"}'), "Object missing required field `weight` - at `$.command`"),
        (
            numbered('{"do":"set-vote","topic":"t9","weight":"huge"}'),
            "Invalid enum value 'huge' - at `$.command.weight`",
        ),
        (
            numbered('{"do":"set-vote","topic":"t9","weight":"must","person":"p1"}'),
            "Object contains unknown field `person` - at `$.command`",
        ),
        (
            numbered('{"do":"swap-cells","a":{"slot":"s","room":"r","x":1},"b":{"slot":"s","room":"r"}}'),
            "Object contains unknown field `x` - at `$.command.a`",
        ),
        (
            numbered('{"do":"put-room","room":"r","name":"R","capacity":"9"}'),
            "Expected `int`, got `str` - at `$.command.capacity`",
        ),
        (
            numbered('{"do":"edit-camp","settings":{"name":"C","date":"2026-02-30","time_zone":"UTC"}}'),
            "Invalid RFC3339 encoded date - at `$.command.settings.date`",
        ),
    ],
)
def test_a_command_that_is_none_is_a_bad_command(data: Raw, value: str) -> None:
    assert refused(data) == ("bad-command", value)


@pytest.mark.parametrize("at", [-1, INSTANT_MAX + 1, 10**30])
@pytest.mark.parametrize(
    "command",
    [
        '{"do":"put-slot","slot":"s","title":"S","start":AT,"end":AT}',
        '{"do":"announce","announcement":"a","text":"Hi","until":AT}',
        '{"do":"edit-camp","settings":{"name":"C","date":"2026-01-01","time_zone":"UTC",'
        '"timetable":[{"at":AT,"phase":"vote","open":true}]}}',
    ],
)
def test_a_time_that_no_calendar_knows_is_a_bad_command(command: str, at: int) -> None:
    code, value = refused(numbered(command.replace("AT", str(at))))

    assert code == "bad-command"
    assert str(value).startswith(f"Expected `int` {'>= 0' if at < 0 else f'<= {INSTANT_MAX}'} - at `$.command.")


@pytest.mark.parametrize("n", [0, -1, -(2**63), 2**53, 10**100])
def test_a_number_that_does_not_count_is_refused(n: int) -> None:
    assert refused(numbered(n=str(n))) == ("counter", n)
    assert wire.decode_command(numbered(n=str(2**53 - 1))).n == 2**53 - 1


@pytest.mark.parametrize("do", [str(kind.__struct_config__.tag) for kind in get_args(c.SystemCommand)])
def test_what_only_the_server_may_ask_is_no_command(do: str) -> None:
    assert refused(numbered(f'{{"do":"{do}","person":"p1"}}')) == (
        "bad-command",
        f"Invalid value '{do}' - at `$.command.do`",
    )


@pytest.mark.parametrize(
    "data",
    [
        numbered('{"do":"set-vote","topic":' + DEEP.decode() + "}"),
        Raw(b'{"x":' + DEEP + b',"n":1}'),
        Raw(b'{"n":1,"command":{"do":"set-vote","topic":"\xff","weight":"must"}}'),
        Raw(b'{"n":1,"command":{"do":"announce","announcement":"a","text":"\\ud83d"}}'),
    ],
    ids=["deep", "deep and unknown", "bad UTF-8", "half a surrogate pair"],
)
def test_a_command_that_is_no_text_or_too_deep_is_a_bad_command(data: Raw) -> None:
    assert refused(data)[0] == "bad-command"


@given(st.binary(max_size=100))
def test_any_bytes_are_a_command_or_refused(data: bytes) -> None:
    with pytest.raises(Refused) as caught:
        wire.decode_command(Raw(data))
    assert caught.value.code == "bad-command"


@pytest.mark.parametrize(
    ("data", "n"),
    [
        (b'{"n":7,"command":{"do":"fly"}}', 7),
        (b'{"command":{"do":"fly"},"n":7}', 7),
        (b'{"n":-7}', -7),
        (b"{}", 0),
        (b'{"n":"7"}', 0),
        (b'{"n":7', 0),
        (b'{"n":7,"x":"\xff"}', 7),
        (b'{"n":7,"command":' + DEEP + b"}", 0),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_the_number_of_an_unreadable_command_is_found_where_it_can_be(data: bytes, n: int) -> None:
    assert wire.number_of(Raw(data)) == n


# --- answers


def test_a_refusal_has_one_shape_in_the_readers_words() -> None:
    spanish = {SENTENCES["title-short"].text: "El título «{value}» es muy corto"}

    answer = wire.refusal(Refused("title-short", "ab"), lambda text: spanish[text], 3)

    assert msgspec.json.decode(wire.encode(answer)) == {
        "ok": False,
        "code": "title-short",
        "message": "El título «ab» es muy corto",
        "value": "ab",
        "retryable": False,
        "n": 3,
    }


def test_a_refusal_whose_value_is_not_known_any_more_says_so_without_one() -> None:
    assert wire.refusal(Refused("title-short"), str).message == "The title “…” is too short: at least 3 characters."


def test_an_acceptance_is_what_the_protocol_says() -> None:
    answer = wire.Acks((wire.Accepted(1, 815, ("public", "me")),))

    assert msgspec.json.decode(wire.encode(answer)) == {
        "acks": [{"n": 1, "seq": 815, "touched": ["public", "me"], "dropped": [], "ok": True}]
    }


def test_a_delta_is_what_the_protocol_says() -> None:
    delta = wire.Delta("me", "9f31c2aa", 812, 815, {"vote/t9": Weight.MUST}, ("vote/t3",))

    assert msgspec.json.decode(wire.encode(delta)) == {
        "aud": "me", "epoch": "9f31c2aa", "from": 812, "to": 815, "put": {"vote/t9": "must"}, "del": ["vote/t3"]
    }  # fmt: skip


# --- the journal


instants = st.integers(0, INSTANT_MAX)
st.register_type_strategy(PhaseChange, st.builds(PhaseChange, at=instants))
st.register_type_strategy(SlotPut, st.builds(SlotPut, start=instants, end=instants))
st.register_type_strategy(SlotTime, st.builds(SlotTime, start=instants, end=instants))
st.register_type_strategy(AnnouncementPlanned, st.builds(AnnouncementPlanned, at=instants, until=st.none() | instants))
st.register_type_strategy(CameTo, st.builds(CameTo, at=st.none() | instants))
st.register_type_strategy(Takeover, st.builds(Takeover, until=st.none() | instants))
st.register_type_strategy(Announced, st.builds(Announced, until=st.none() | instants))
st.register_type_strategy(AnnouncementPlanned, st.builds(AnnouncementPlanned, at=instants, until=st.none() | instants))
records = st.one_of([st.from_type(kind) for kind in get_args(AnyRecord)])


@given(st.builds(Entry, at=instants, records=st.lists(records, max_size=3).map(tuple)))
def test_an_entry_is_read_back_as_it_was_written(entry: Entry) -> None:
    assert wire.decode_entry(wire.encode_entry(entry)) == entry


def test_an_entry_of_another_version_is_not_guessed_at() -> None:
    known: dict[str, Any] = {"seq": 1, "at": 5, "by": None, "client": "c", "n": 1, "records": []}
    assert wire.decode_entry(msgspec.json.encode(known)).refused == ()

    for strange in ({"more": 1}, {"seq": "1"}, {"records": [{"r": "exploded"}]}):
        with pytest.raises(msgspec.ValidationError):
            wire.decode_entry(msgspec.json.encode(known | strange))


def test_a_journal_from_before_repeats_means_the_same() -> None:
    """Where a topic could be placed once, there is nothing that a program which knows of repeats reads differently."""
    records = (
        b'{"r":"topic-placed","topic":"t","slot":"s","room":"r","instead_of":"u"}',
        b'{"r":"topic-pinned","topic":"t","pinned":true}',
        b'{"r":"topic-unplaced","topic":"t"}',
    )
    for record in records:
        data = b'{"seq":1,"at":5,"by":null,"client":"c","n":1,"records":[' + record + b"]}"
        assert wire.encode_entry(wire.decode_entry(data)) == data


def test_a_record_may_gain_fields_later() -> None:
    """An older program beside a newer one ignores what it does not know of."""
    data = b'{"seq":1,"at":5,"by":null,"client":"c","n":1,"records":[{"r":"topic-unplaced","topic":"t","why":"x"}]}'

    [record] = wire.decode_entry(data).records
    assert type(record).__name__ == "TopicUnplaced"
