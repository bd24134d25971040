"""Settings: from where they come, and what is said of wrong ones."""

import pytest

from channels import settings
from channels.settings import SettingsError


@pytest.fixture(autouse=True)
def fresh(monkeypatch, tmp_path):
    monkeypatch.setenv("FAQBOT_SETTINGS_FILE", str(tmp_path / "faqbot.env"))
    (tmp_path / "faqbot.env").write_text("")
    settings.current.cache_clear()
    yield
    settings.current.cache_clear()


def refused(words):
    return pytest.raises(SettingsError, match=words)


def test_the_environment_wins_over_the_file(monkeypatch, tmp_path):
    (tmp_path / "faqbot.env").write_text("# ours\nFAQBOT_PORT=5010\nexport FAQBOT_HOST='0.0.0.0'\n")
    monkeypatch.setenv("FAQBOT_PORT", "5011")
    assert (settings.current().host, settings.current().port) == ("0.0.0.0", 5011)


def test_any_setting_can_be_in_a_file_of_its_own(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("s" * 40 + "\n")
    monkeypatch.setenv("FAQBOT_SECRET_FILE", str(tmp_path / "secret"))
    assert settings.current().signing_secret() == "s" * 40


def test_a_list_is_json(monkeypatch):
    monkeypatch.setenv("FAQBOT_ALLOWED_ORIGINS", '["https://www.example.com"]')
    assert settings.current().allowed_origins == ["https://www.example.com"]


def test_an_empty_value_is_none(monkeypatch):
    monkeypatch.setenv("FAQBOT_DATABASE_URL", "")
    assert settings.current().database_url is None


@pytest.mark.parametrize(("host", "written"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")])
def test_the_address_is_one_that_a_browser_takes(monkeypatch, host, written):
    monkeypatch.setenv("FAQBOT_HOST", host)
    assert settings.current().address() == f"http://{written}:5005"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("FAQBOT_PROT", "80", "FAQBOT_PROT is not a setting. Did you mean FAQBOT_PORT"),
        ("FAQBOT_PORT", "high", "FAQBOT_PORT: value is not a valid integer"),
        ("FAQBOT_SECRET_FILE", "/nowhere", "FAQBOT_SECRET_FILE: cannot read /nowhere"),
        ("FAQBOT_ALLOWED_ORIGINS", "https://a.b", "write a list as JSON"),
        ("FAQBOT_DATABASE_URL", "mysql://a", "FAQBOT_DATABASE_URL: give postgresql://"),
        ("FAQBOT_SECRET", "short", "FAQBOT_SECRET"),
        ("FAQBOT_SETTINGS_FILE", "/nowhere", "FAQBOT_SETTINGS_FILE: cannot read /nowhere"),
    ],
)
def test_a_wrong_one_is_named(monkeypatch, name, value, words):
    monkeypatch.setenv(name, value)
    with refused(words):
        settings.current()


def test_a_secret_is_not_repeated_in_the_message(monkeypatch):
    monkeypatch.setenv("FAQBOT_SECRET", "too-short-a-secret")
    with pytest.raises(SettingsError) as error:
        settings.current()
    assert "too-short" not in str(error.value)


def test_a_line_of_the_file_that_is_none_is_named(tmp_path):
    (tmp_path / "faqbot.env").write_text("FAQBOT_PORT=1\nPORT 80\n")
    with refused("faqbot.env:2: write FAQBOT_"):
        settings.current()


def test_twice_is_once_too_often(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("s" * 40)
    monkeypatch.setenv("FAQBOT_SECRET", "s" * 40)
    monkeypatch.setenv("FAQBOT_SECRET_FILE", str(tmp_path / "secret"))
    with refused("both set"):
        settings.current()
