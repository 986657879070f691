"""Instants as people at the camp read them: in the camp's time zone, in their language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_datetime, format_skeleton, format_time

from edcamp.domain.ids import Instant


class Times:
    def __init__(self, zone: str, locale: Locale, clock: Locale | None = None) -> None:
        """``clock``: how the time of day is written where the reader is."""
        self._zone = ZoneInfo(zone)
        self._locale = locale
        self._clock = clock or locale
        # As browsers write a "numeric" hour: 9:05, where the locale's own pattern has 09:05.
        self._time = self._clock.time_formats["short"].pattern.replace("HH", "H").replace("hh", "h")

    def clock(self, at: Instant) -> str:
        """The time of day: 9:05 AM, 9:05."""
        return format_time(self._at(at), self._time, self._zone, self._clock)

    def span(self, start: Instant, end: Instant) -> str:
        return f"{self.clock(start)}–{self.clock(end)}"

    def day(self, at: Instant) -> str:
        """The date with its weekday: Saturday, March 14."""
        moment = self._at(at)
        weekday = format_datetime(moment, "EEEE", self._zone, self._locale)
        return f"{weekday}, {format_skeleton('MMMMd', moment, self._zone, locale=self._locale)}"

    def iso(self, at: Instant) -> str:
        """For ``datetime`` attributes."""
        return self._at(at).isoformat(timespec="minutes")

    def _at(self, at: Instant) -> datetime:
        return datetime.fromtimestamp(at / 1000, self._zone)
