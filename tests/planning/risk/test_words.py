"""What drivers are called: every row of the shipped price book has words of its own in both languages."""

import re

from planning.messages import message_text
from planning.risk.words import driver_words
from planning.samples import sample_prices

QUANTITIES = ("declared.circuits", "declared.running", "quantity.estimate", "benefit")


def test_every_shipped_row_and_quantity_has_words_of_its_own():
    keys = [*(row.key for row in sample_prices().price), *QUANTITIES]
    for lang in ("en", "zh"):
        texts = [message_text(*driver_words(key), lang) for key in keys]
        assert len(set(texts)) == len(keys)
        assert not [text for key, text in zip(keys, texts, strict=True) if key in text or text.startswith("planning.")]
        assert all(re.search(r"[\u4e00-\u9fff]", text) for text in texts) is (lang == "zh")


def test_a_row_of_ones_own_goes_by_its_key():
    assert message_text(*driver_words("tender.lot7"), "en") == "Price tender.lot7"
    assert message_text(*driver_words("retain.staff.vanish"), "zh") == "价格 retain.staff.vanish"
    assert message_text(*driver_words("retain.staff.join"), "en") == "Staff cost that goes on (join)"
