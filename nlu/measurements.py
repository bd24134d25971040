"""Measurements that reveal a condition by their value: temperatures, pressures, bone density scores."""

from __future__ import annotations

import re
from typing import Iterator, NamedTuple

# Fever: 37.8 °C (100 °F) or more, as in an illness like influenza (cdc.gov, U.S. influenza surveillance).
FEVER_CELSIUS = (37.8, 43.0)
FEVER_FAHRENHEIT = (100.0, 109.0)
# High blood pressure: 140/90 or more measured by a clinic (nhs.uk, high blood pressure). A crisis from
# 180/120 (heart.org).
HIGH_SYSTOLIC, HIGH_DIASTOLIC = 140, 90
# Osteoporosis: a T-score of -2.5 or lower (WHO, 1994).
OSTEOPOROSIS_T_SCORE = -2.5


class Measurement(NamedTuple):
    """A measurement that reveals a condition, in the order of `nlu.mentions.Mention`."""

    condition: str
    kind: str
    group: str
    text: str


_DECIMAL = r"(\d{2,3}(?:[.,]\d{1,2})?)"
_HEAT_WORDS = r"temp\w*|tempr?\w*ture|fever\w*|thermom\w*|burning up|degrees|celsius|centigrade|fahrenheit"
_HEAT = re.compile(
    rf"(?:\b(?:{_HEAT_WORDS})\b[^.!?\n]{{0,40}}?(?<![\d/]){_DECIMAL}(?![\d/]))"
    rf"|(?:(?<![\d/]){_DECIMAL}\s*(?:°|degrees?\b|deg\b|c\b|f\b|celsius|fahrenheit)?[^.!?\n]{{0,30}}?\b(?:{_HEAT_WORDS})\b)"
    rf"|(?:(?<![\d/.]){_DECIMAL}\s*(?:°\s*[cf]?|degrees?\b|deg\b|c\b|f\b))"
    r"|(?:(?<![\d/.])(3[89][.,]\d)(?![\d/]))",
    re.IGNORECASE,
)
_PRESSURE_WORDS = (
    r"b\.?p\.?|blood\s*press\w*|bl\w* pres\w*|press?ure|systolic|diastolic|hypertens\w*|tension|readings?"
    r"|monitor|cuff"
)
_PRESSURE_PAIR = re.compile(
    r"(?<![\d/.])(\d{2,3})\s*(?:/|\\|over|on|by|with|-|and)\s*(\d{2,3})(?![\d/])", re.IGNORECASE
)
_PRESSURE_SINGLE = re.compile(
    rf"\b(?:{_PRESSURE_WORDS})\b[^.!?\n]{{0,40}}?(?<![\d/])(\d{{3}})s?(?![\d/])"
    rf"|(?<![\d/])(\d{{3}})s?\b[^.!?\n]{{0,25}}\b(?:{_PRESSURE_WORDS})\b",
    re.IGNORECASE,
)
_BONE_WORDS = r"t\W?score|dexa|bone\s*(?:scan|density)|osteopor\w*|spine|hips?|bones?"
_T_SCORE = re.compile(
    rf"(?:\b(?:{_BONE_WORDS})\b[^!?\n]{{0,60}}?(?:-|minus\s*)\s*(\d[.,]\d+|\d\b))"
    rf"|(?:(?:(?<![\w])-|minus\s*)\s*(\d[.,]\d+)[^!?\n]{{0,60}}?\b(?:{_BONE_WORDS})\b)",
    re.IGNORECASE,
)


def find_measurements(text: str) -> Iterator[Measurement]:
    """Yield the measurements in `text` whose value reveals a condition."""
    for match in _HEAT.finditer(text):
        value = _number(next(group for group in match.groups() if group))
        if _within(value, FEVER_CELSIUS) or _within(value, FEVER_FAHRENHEIT):
            yield Measurement("fever", "contraindication", "fever_or_contagious", match[0].strip())
    yield from _pressures(text)
    for match in _T_SCORE.finditer(text):
        if -_number(next(group for group in match.groups() if group)) <= OSTEOPOROSIS_T_SCORE:
            yield Measurement("osteoporosis", "contraindication", "severe_osteoporosis", match[0].strip())


def _pressures(text: str) -> Iterator[Measurement]:
    about_pressure = re.search(rf"\b(?:{_PRESSURE_WORDS})\b", text, re.IGNORECASE)
    for match in _PRESSURE_PAIR.finditer(text):
        systolic, diastolic = int(match[1]), int(match[2])
        # Some countries give it in centimetres of mercury: "18 with 11".
        if about_pressure and 12 <= systolic <= 26 and 6 <= diastolic <= 16:
            systolic, diastolic = systolic * 10, diastolic * 10
        plausible = 90 <= systolic <= 260 and 50 <= diastolic <= 160 and systolic > diastolic
        written_as_pressure = about_pressure or "/" in match[0] or "over" in match[0].lower()
        high = systolic >= HIGH_SYSTOLIC or diastolic >= HIGH_DIASTOLIC
        if plausible and written_as_pressure and high:
            yield _high_pressure(match[0])
    for match in _PRESSURE_SINGLE.finditer(text):
        if HIGH_SYSTOLIC <= int(match[1] or match[2]) <= 260:
            yield _high_pressure(match[0])


def _high_pressure(text: str) -> Measurement:
    return Measurement("high_blood_pressure", "contraindication", "uncontrolled_hypertension", text.strip())


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _within(value: float, bounds: tuple) -> bool:
    return bounds[0] <= value <= bounds[1]
