"""What every test may need: system programs that may be missing, said once at the end."""

import os
import shutil

import pytest

from edcamp.doctor import WITH_WINDOWS, chromium
from tests.e2e.people import add_option
from tests.redis_server import REDIS, close_shared

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

CHROMIUM = chromium()
TOOLS = "make test-tools"

WHOLE_CHROMIUM = chromium(*WITH_WINDOWS)
"""The one without windows has no notifications: it says that they are denied, whatever it was granted."""

PROGRAMS = {
    "browser": ("Chromium", CHROMIUM),
    "notifications": ("Chromium with notifications", WHOLE_CHROMIUM),
    "redis": ("Redis", REDIS),
    "nginx": ("nginx", NGINX),
}
"""By marker: what a test needs, and where it is."""


def pytest_addoption(parser: pytest.Parser) -> None:
    add_option(parser)


def needs(program: str) -> str:
    return f"needs {program}"


def pytest_configure(config: pytest.Config) -> None:
    for marker, (program, _) in PROGRAMS.items():
        config.addinivalue_line("markers", f"{marker}: uses a real {program}")
    config.addinivalue_line("markers", "fingers: a story of fingers, or of a layout, whoever goes through the others")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, (program, found) in PROGRAMS.items():
        if item.get_closest_marker(marker) is not None and found is None:
            if os.environ.get("EDCAMP_TEST_ALL"):
                pytest.fail(f"EDCAMP_TEST_ALL is set and there is no {program}", pytrace=False)
            pytest.skip(needs(program))


def pytest_unconfigure(config: pytest.Config) -> None:
    close_shared()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())]
    for program, _ in PROGRAMS.values():
        tests = sum(needs(program) in reason for reason in skipped)
        if not tests:
            continue
        words = f"{tests} tests were skipped: they need {program}. To have it: {TOOLS}"
        terminalreporter.write_line(words, yellow=True)
