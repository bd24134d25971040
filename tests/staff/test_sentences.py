"""The vectors of phrasings: kept between commands, and those of a changed phrasing read anew."""

import numpy as np
import pytest

from channels import settings
from staff import sentences

TEXTS = ["how long is it", "will it hurt", "do i undress"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("FAQBOT_DATA_FOLDER", str(tmp_path))
    settings.current.cache_clear()
    yield tmp_path
    settings.current.cache_clear()


def test_only_what_is_new_is_read(monkeypatch):
    first = sentences.of_phrasings(TEXTS)
    read = []
    monkeypatch.setattr(
        sentences, "encode", lambda texts, tick=None: read.extend(texts) or sentences.encoder().encode(texts)
    )
    again = sentences.of_phrasings([*reversed(TEXTS), "must i rest afterwards"])
    assert read == ["must i rest afterwards"]
    np.testing.assert_array_equal(again[:3], first[::-1])


def test_each_row_is_that_of_its_text():
    rows = sentences.of_phrasings([*TEXTS, TEXTS[0]])
    # Padding beside longer sentences changes the last decimals.
    np.testing.assert_allclose(rows, [sentences.encode([text])[0] for text in [*TEXTS, TEXTS[0]]], atol=0.05)
    assert sentences.of_phrasings([]).shape == (0, 384)


def test_nothing_is_left_beside_the_file(folder):
    sentences.of_phrasings(TEXTS)
    assert [path.name for path in folder.iterdir()] == ["phrasing_vectors.npz"]
