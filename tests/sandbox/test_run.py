"""Where the demo shows itself: in a browser only where there is a screen."""

import webbrowser

import pytest

from slackbot.sandbox.demo.run import has_browser


def no_browser() -> None:
    raise webbrowser.Error


@pytest.mark.parametrize(
    ("platform", "variables", "is_there"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_a_browser_needs_a_screen(platform: str, variables: dict[str, str], is_there: bool) -> None:
    assert has_browser(platform, variables, object) == is_there
    assert not has_browser(platform, variables, no_browser)
