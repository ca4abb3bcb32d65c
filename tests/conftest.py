"""The same examples for properties in every run, so that a change fails for its own sake; `search` looks for new ones."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("suite", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("suite")
