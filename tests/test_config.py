from pathlib import Path

import pytest

from edcamp.config import Config, ConfigError, from_environment, read_secret


def test_defaults_serve_loopback_only() -> None:
    assert from_environment({}) == Config(host="127.0.0.1", port=8000, data=Path("data"), public_url=None)


def test_the_environment_sets_every_field() -> None:
    environment = {
        "EDCAMP_HOST": "0.0.0.0",  # noqa: S104 - said, not listened on
        "EDCAMP_PORT": "9000",
        "EDCAMP_DATA": "/srv/camps",
        "EDCAMP_PUBLIC_URL": "https://camp.example.org",
        "EDCAMP_LOG_LEVEL": "debug",
        "HOME": "/root",
    }

    assert from_environment(environment) == Config(
        host="0.0.0.0",  # noqa: S104 - as above
        port=9000,
        data=Path("/srv/camps"),
        public_url="https://camp.example.org",
        log_level="debug",
    )


def test_metrics_are_nowhere_unless_somebody_says_where() -> None:
    assert Config().metrics_address is None
    assert from_environment({"EDCAMP_METRICS": "127.0.0.1:9464"}).metrics_address == ("127.0.0.1", 9464)
    assert from_environment({"EDCAMP_METRICS": "[::1]:9464"}).metrics_address == ("::1", 9464)


def test_what_is_given_wins_over_the_environment() -> None:
    assert from_environment({"EDCAMP_PORT": "9000"}, port=9001, host=None).port == 9001


def test_variables_of_the_build_are_not_settings() -> None:
    assert from_environment({"EDCAMP_CHROMIUM": "/x", "EDCAMP_FRONTEND_DIST": "/x", "EDCAMP_TEST_ALL": "1"}) == Config()


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"EDCAMP_PROT": "9000"}, "EDCAMP_PROT='9000' is not a setting"),
        ({"EDCAMP_PORT": "many"}, "Expected `int`"),
        ({"EDCAMP_PORT": "70000"}, "EDCAMP_PORT=70000 is not a port"),
        ({"EDCAMP_METRICS": "9464"}, "EDCAMP_METRICS='9464' is not HOST:PORT, for example 127.0.0.1:9464"),
        ({"EDCAMP_METRICS": "localhost:many"}, "is not HOST:PORT"),
        ({"EDCAMP_LOG_FORMAT": "xml"}, "Invalid enum value 'xml'"),
        ({"EDCAMP_PUBLIC_URL": "camp.example.org"}, "must start with http:// or https://"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_value(environment: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError) as error:
        from_environment(environment)

    assert words in str(error.value)


def test_the_secret_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    config = Config(data=tmp_path / "data")

    secret = read_secret(config)

    assert len(secret) == 32
    assert read_secret(config) == secret
    assert (config.data / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_secret_that_was_cut_short_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes(b"short")

    with pytest.raises(ConfigError) as error:
        read_secret(Config(data=tmp_path))

    assert "holds 5 bytes" in str(error.value)


def test_who_can_be_turned_to_is_the_public_address_unless_it_is_said() -> None:
    assert from_environment({}).contact == "mailto:edcamp@localhost"
    public = {"EDCAMP_PUBLIC_URL": "https://camp.example.org:8443/"}
    assert from_environment(public).contact == "https://camp.example.org"
    said = public | {"EDCAMP_PUSH_CONTACT": "mailto:olga@example.org"}
    assert from_environment(said).contact == "mailto:olga@example.org"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("EDCAMP_PUSH", "maybe"),
        ("EDCAMP_PUSH_CONTACT", "olga@example.org"),
        ("EDCAMP_PUSH_CONTACT", "https://example.org/contact"),
        ("EDCAMP_PUSH_QUIET", "-1"),
        ("EDCAMP_PUSH_QUIET", "3600"),
    ],
)
def test_settings_of_pushes_that_cannot_be_are_refused(variable: str, value: str) -> None:
    with pytest.raises(ConfigError, match=value.replace("/", ".")):
        from_environment({variable: value})
