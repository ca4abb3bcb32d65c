"""Charts: SVG with its words as text, the same for the same chart, fetching nothing, readable on a telephone."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from sotay.messages import speaking
from sotay.outputs import chart

WHITE = 1.05
SVG = "{http://www.w3.org/2000/svg}"


def bars(data: dict[str, Any] | None = None) -> bytes:
    rows = [{"what": "Giải quyết trước hạn", "count": 12345}, {"what": "Trễ hạn", "count": 55}]
    place = {
        "x": {"field": "count", "type": "quantitative", "title": "Hồ sơ"},
        "y": {"field": "what", "type": "nominal", "title": None},
    }
    drawn = {
        "data": data or {"values": rows},
        "mark": "bar",
        "encoding": place | {"color": {"field": "what", "type": "nominal"}},
    }
    label = {
        "data": {"values": rows},
        "mark": "text",
        "encoding": place | {"text": {"field": "count", "type": "quantitative", "format": ","}},
    }
    return chart.render(drawn, label, height=200)


def words(svg: bytes) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def test_the_same_chart_gives_the_same_bytes() -> None:
    assert bars() == bars()


def test_its_words_are_text_and_its_numbers_those_of_the_language() -> None:
    with speaking("vi"):
        said = words(bars())
    assert {"Giải quyết trước hạn", "Trễ hạn", "Hồ sơ", "12.345", "55"} <= set(said)
    with speaking("en"):
        assert "12,345" in words(bars())


def test_it_fits_a_telephone_with_letters_that_can_be_read() -> None:
    svg = bars()
    root = ET.fromstring(svg)
    assert int(root.attrib["width"]) == chart.WIDTH
    telephone = 328  # what Material leaves of 360 pixels
    sizes = {float(element.attrib["font-size"].removesuffix("px")) for element in root.iter(f"{SVG}text")}
    assert min(sizes) * telephone / chart.WIDTH >= 12


def test_it_stands_on_white_and_each_colour_is_seen_there() -> None:
    ground = next(ET.fromstring(bars()).iter(f"{SVG}rect"))
    assert ground.attrib["fill"] == "white"
    for colour in chart.COLOURS:
        assert WHITE / (_luminance(colour) + 0.05) >= 3


def test_nothing_is_fetched_for_it_or_by_it() -> None:
    svg = bars().decode()
    assert re.findall(r"https?://[^\"]+", svg) == [
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    ]
    with pytest.raises(ValueError, match=r"127\.0\.0\.1"):
        bars({"url": "http://127.0.0.1:9/rows.json"})


def _luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
