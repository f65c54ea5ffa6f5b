"""Shared by tests in a browser: one app, one Chromium, and a page for each test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # tests of reports need no Playwright
    from app_page import Screen
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the app is served, in a folder with a small scenario of its own."""
    from app_page import served

    with served() as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A running Chromium; not for longer than a file, since nothing else may use asyncio beside it."""
    from app_page import chromium

    with chromium() as found:
        yield found


@pytest.fixture
def screen(browser: Browser, address: str) -> Iterator[Screen]:
    """The app's page at the size of a projector, with its whole answer."""
    from app_page import Screen

    opened = Screen(browser, address).open()
    yield opened
    opened.close()
