"""Plausible pictures for the demo and the tests: a blue signature, a red seal."""

from __future__ import annotations

import io
import math
import random

from PIL import Image, ImageDraw

BLUE = (24, 52, 168, 255)
RED = (206, 18, 24, 255)
SCALE = 2


def draw_signature(name: str) -> bytes:
    """A transparent PNG, 900 x 400, of strokes that depend on the name alone."""
    chance = random.Random(name)  # noqa: S311 - a picture
    image = Image.new("RGBA", (900 * SCALE, 400 * SCALE), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    letters = max(4, len(name.split()[-1]) + 3)
    x, points = 60.0, []
    for number in range(letters * 24):
        turn = number / 24 * 2 * math.pi
        height = 90 + 70 * math.sin(number / 37 + chance.random() * 0.08)
        x += 720 / (letters * 24)
        points.append((x + 46 * math.cos(turn), 210 + height * math.sin(turn) * 0.9))
    _stroke(pen, points, 7)
    start = chance.uniform(250, 300)
    flourish = [(80.0 + 8 * i, start + 70 * math.sin(i / 26) - i * 0.4) for i in range(95)]
    _stroke(pen, flourish, 9)
    return _png(image.resize((900, 400), Image.Resampling.LANCZOS))


def _stroke(pen: ImageDraw.ImageDraw, points: list[tuple[float, float]], width: int) -> None:
    scaled = [(x * SCALE, y * SCALE) for x, y in points]
    pen.line(scaled, fill=BLUE, width=width * SCALE, joint="curve")


def draw_seal(text: str) -> bytes:
    """A transparent PNG, 850 x 850, of a round seal with a star and words around it."""
    size = 850 * SCALE
    image = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    middle = size / 2
    for inset, width in ((12, 16), (40, 5), (210, 6)):
        box = (inset * SCALE, inset * SCALE, size - inset * SCALE, size - inset * SCALE)
        pen.ellipse(box, outline=RED, width=width * SCALE)
    pen.polygon(_star(middle, middle, 120 * SCALE), fill=RED)
    _around(image, f"★ {text.upper()} ", middle, 300 * SCALE)
    return _png(image.resize((850, 850), Image.Resampling.LANCZOS))


def _star(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    points = []
    for number in range(10):
        reach = radius if number % 2 == 0 else radius * 0.382
        angle = -math.pi / 2 + number * math.pi / 5
        points.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return points


def _around(image: Image.Image, text: str, middle: float, radius: float) -> None:
    """Short bars around the ring stand for letters: the picture must not pass for a real seal."""
    pen = ImageDraw.Draw(image)
    count = max(24, len(text) * 2)
    for number in range(count):
        if number % 6 == 5:
            continue
        angle = 2 * math.pi * number / count
        reach = 38 * SCALE * (0.7 + 0.3 * math.sin(number * 1.7))
        inner = (
            middle + (radius - reach) * math.cos(angle),
            middle + (radius - reach) * math.sin(angle),
        )
        outer = (
            middle + (radius + reach) * math.cos(angle),
            middle + (radius + reach) * math.sin(angle),
        )
        pen.line((*inner, *outer), fill=RED, width=9 * SCALE)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
