"""The same examples for properties in every run, so that a change fails for its own sake; `search` looks for new ones."""

from __future__ import annotations

from collections.abc import Iterator

import chromium
import pytest
from hypothesis import settings
from playwright.sync_api import Browser

settings.register_profile("suite", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests that look at pages."""
    with chromium.launched() as running:
        yield running
