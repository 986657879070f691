"""The command line as an operator uses it: real processes on a real folder."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.server import CAMP, Server

FILE = CAMP.format(date="2030-06-01")


def edcamp(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "edcamp", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": "/usr/bin:/bin", **environment},
    )


@pytest.fixture
def camp_file(tmp_path: Path) -> Path:
    file = tmp_path / "camp.toml"
    file.write_text(FILE, encoding="utf-8")
    return file


def test_a_camp_is_created_and_its_links_are_printed_again(tmp_path: Path, camp_file: Path) -> None:
    data = str(tmp_path / "data")

    created = edcamp("create", str(camp_file), "--data", data, "--public-url", "https://camp.example.org")
    again = edcamp("links", "--data", data, "--public-url", "https://camp.example.org")

    assert (created.returncode, created.stderr) == (0, "")
    assert again.stdout == created.stdout
    [code] = re.findall(r"code (\w{6})$", created.stdout, re.MULTILINE)
    assert f"  Join      https://camp.example.org/c/{code}\n" in created.stdout
    assert re.search(rf"  Organize  https://camp\.example\.org/c/{code}/organize/[0-9a-f]{{40}}", created.stdout)


def test_a_camp_file_with_a_mistake_makes_nothing(tmp_path: Path, camp_file: Path) -> None:
    camp_file.write_text(FILE.replace("UTC", "Mars"), encoding="utf-8")

    done = edcamp("create", str(camp_file), "--data", str(tmp_path / "data"))

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "edcamp: “Mars” is not a time zone like Europe/Madrid or America/Chicago.\n"
    assert not (tmp_path / "data").exists()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = edcamp("create", str(tmp_path / "nowhere.toml"), "--data", str(tmp_path / "data"))

    assert (done.returncode, done.stderr) == (2, f"edcamp: {tmp_path / 'nowhere.toml'}: No such file or directory\n")


def test_a_mistyped_setting_is_refused() -> None:
    done = edcamp("doctor", EDCAMP_PROT="80")

    assert done.returncode == 2
    assert done.stderr.startswith("edcamp: EDCAMP_PROT='80' is not a setting. The settings are: EDCAMP_DATA")


def test_the_doctor_finds_a_sound_installation_sound(tmp_path: Path) -> None:
    done = edcamp("doctor", "--data", str(tmp_path / "data"))

    assert done.returncode == 0, done.stdout
    assert [line[9:].split(":")[0] for line in done.stdout.splitlines() if not line.startswith(" ")] == [
        "Python",
        "Browser bundle",
        "Page templates",
        "Data folder",
        "Disk",
        "Database",
        "Time zones",
        "Solver",
        "Chromium (for the tests)",
    ]


def test_the_doctor_says_what_is_wrong_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "edcamp.db").write_text("this is a letter, not a database, and long enough to be read as one" * 20)
    assert edcamp("links", "--data", str(tmp_path)).returncode == 2

    done = edcamp("doctor", "--data", str(tmp_path))

    assert done.returncode == 1
    assert "MISSING  Database" in done.stdout


def test_while_a_server_runs_the_command_line_asks_it(tmp_path: Path, camp_file: Path) -> None:
    server = Server(tmp_path / "data")
    server.start()
    try:
        created = server.edcamp("create", str(camp_file))
        assert f"  Join      {server.url}/c/" in created
        assert server.edcamp("links") == created
        assert server.edcamp("backup", str(tmp_path / "copy.db")) == f"Backed up to {tmp_path / 'copy.db'}.\n"
        doctor = edcamp("doctor", "--data", str(server.data))
        assert f"in use by the server at {server.url}" in doctor.stdout
    finally:
        server.close()

    restored = tmp_path / "restored"
    restored.mkdir()
    (tmp_path / "copy.db").rename(restored / "edcamp.db")
    (restored / "secret.key").write_bytes((server.data / "secret.key").read_bytes())
    printed = edcamp("links", "--data", str(restored), "--public-url", server.url)
    assert printed.stdout == created


def test_a_second_server_on_one_folder_is_refused_in_words(tmp_path: Path) -> None:
    server = Server(tmp_path / "data")
    server.start()
    try:
        second = edcamp("serve", "--data", str(server.data), "--port", "0")
    finally:
        server.close()

    assert second.returncode == 2
    assert second.stderr.count("\n") == 1
    assert second.stderr.startswith("edcamp: ")


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    server = Server(tmp_path / "data")
    server.start()
    try:
        second = edcamp("serve", "--data", str(tmp_path / "other"), "--port", str(server.port))
    finally:
        server.close()

    assert second.returncode == 2
    assert second.stderr == (
        f"edcamp: Port {server.port} is taken by another program. Choose another with --port; 0 takes a free one.\n"
    )
