"""What every test may need: system programs that may be missing, said once at the end."""

import os
import shutil

import pytest

CHROMIUM = os.environ.get("EDCAMP_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
TOOLS = "make test-tools"

_missing: dict[str, int] = {}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: drives a real Chromium")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") is not None and CHROMIUM is None:
        if os.environ.get("EDCAMP_TEST_ALL"):
            pytest.fail("EDCAMP_TEST_ALL is set and there is no Chromium", pytrace=False)
        _missing["Chromium"] = _missing.get("Chromium", 0) + 1
        pytest.skip("needs Chromium")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for program, tests in _missing.items():
        words = f"{tests} tests were skipped: they need {program}. To have it: {TOOLS}"
        terminalreporter.write_line(words, yellow=True)
