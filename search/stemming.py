"""English stemming: Porter2, as published at https://snowballstem.org/algorithms/english/stemmer.html (Snowball 3).

Written out here so that both engines, and the highlighter, cut words down in one and the same way.
"""

import re

_EXCEPTIONS = {
    "skis": "ski",
    "skies": "sky",
    "idly": "idl",
    "gently": "gentl",
    "ugly": "ugli",
    "early": "earli",
    "only": "onli",
    "singly": "singl",
    **{word: word for word in ("sky", "news", "howe", "atlas", "cosmos", "bias", "andes")},
}
_DONE_AFTER_PLURAL = frozenset(
    ("inning", "outing", "canning", "herring", "earring", "evening", "proceed", "exceed", "succeed")
)
_REGION_PREFIXES = ("gener", "commun", "arsen", "univers", "later", "emerg", "organ", "inter")

_REGION = re.compile("[aeiouy][^aeiouy]")
_VOWEL = re.compile("[aeiouy]")
_SHORT = re.compile("(?:^[aeiouy][^aeiouy]|[^aeiouy][aeiouy][^aeiouywxY]|^past)$")
_PAST = re.compile("(eedly|eed|ingly|edly|ing|ed)$")
_DERIVED = re.compile(
    "(ization|ational|fulness|ousness|iveness|tional|biliti|lessli|entli|ation|alism|aliti|ousli|iviti|fulli|"
    "enci|anci|abli|izer|ator|alli|ogist|bli|ogi|li)$"
)
_DERIVED_INTO = {
    "tional": "tion", "enci": "ence", "anci": "ance", "abli": "able", "entli": "ent", "izer": "ize",
    "ization": "ize", "ational": "ate", "ation": "ate", "ator": "ate", "alism": "al", "aliti": "al", "alli": "al",
    "fulness": "ful", "ousli": "ous", "ousness": "ous", "iveness": "ive", "iviti": "ive", "biliti": "ble",
    "ogist": "og", "bli": "ble", "fulli": "ful", "lessli": "less",
}  # fmt: skip
_ADJECTIVE = re.compile("(ational|tional|alize|icate|iciti|ative|ical|ness|ful)$")
_ADJECTIVE_INTO = {
    "tional": "tion", "ational": "ate", "alize": "al", "icate": "ic", "iciti": "ic", "ical": "ic", "ful": "",
    "ness": "",
}  # fmt: skip
_ENDING = re.compile("(ement|ance|ence|able|ible|ment|ant|ent|ism|ate|iti|ous|ive|ize|ion|al|er|ic)$")


def stem(word: str) -> str:
    """The stem of one lower-case English word of ASCII letters; two letters or fewer are left alone."""
    if len(word) <= 2:
        return word
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    word = _mark_consonant_y(word)
    first = _first_region(word)
    second = _region_after(word, first)
    word = _plural(word)
    if word in _DONE_AFTER_PLURAL:
        return word
    word = _past_and_gerund(word, first)
    word = _final_y(word)
    word = _derived(word, first)
    word = _adjective(word, first, second)
    word = _ending(word, second)
    return _final_e_or_l(word, first, second).replace("Y", "y")


def _mark_consonant_y(word: str) -> str:
    if "y" not in word:
        return word
    letters = list(word)
    for at, letter in enumerate(letters):
        # One by one: a y that has become a consonant makes the next one a vowel.
        if letter == "y" and (at == 0 or letters[at - 1] in "aeiouy"):
            letters[at] = "Y"
    return "".join(letters)


def _first_region(word: str) -> int:
    for prefix in _REGION_PREFIXES:
        if word.startswith(prefix):
            return len(prefix)
    return _region_after(word, 0)


def _region_after(word: str, start: int) -> int:
    found = _REGION.search(word, start)
    return found.end() if found else len(word)


def _plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")) and _VOWEL.search(word[:-2]):
        return word[:-1]
    return word


def _past_and_gerund(word: str, first: int) -> str:
    found = _PAST.search(word)
    if not found:
        return word
    ending, before = found[1], word[: found.start()]
    if ending.startswith("eed"):
        if found.start() < first:
            return word
        return before + "eed" if before in {"proc", "exc", "succ"} else before + "ee"
    if not _VOWEL.search(before):
        return word
    if ending == "ing" and len(before) == 2 and before[1] == "y":
        return before[0] + "ie"
    if before.endswith(("at", "bl", "iz")):
        return before + "e"
    if before.endswith(("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")):
        # "add" and "egg" are words, "hopp" is none.
        return before if len(before) == 3 and before[0] in "aeo" else before[:-1]
    is_short = _SHORT.search(before) and (first >= len(before) or before == "past")
    return before + "e" if is_short else before


def _final_y(word: str) -> str:
    return word[:-1] + "i" if len(word) > 2 and word[-1] in "yY" and word[-2] not in "aeiouy" else word


def _derived(word: str, first: int) -> str:
    found = _DERIVED.search(word)
    if not found or found.start() < first:
        return word
    ending, before = found[1], word[: found.start()]
    if ending == "ogi":
        return before + "og" if before.endswith("l") else word
    if ending == "li":
        return before if before.endswith(tuple("cdeghkmnrt")) else word
    return before + _DERIVED_INTO[ending]


def _adjective(word: str, first: int, second: int) -> str:
    found = _ADJECTIVE.search(word)
    if not found or found.start() < first:
        return word
    if found[1] == "ative":
        return word[: found.start()] if found.start() >= second else word
    return word[: found.start()] + _ADJECTIVE_INTO[found[1]]


def _ending(word: str, second: int) -> str:
    found = _ENDING.search(word)
    if not found or found.start() < second:
        return word
    before = word[: found.start()]
    return word if found[1] == "ion" and not before.endswith(("s", "t")) else before


def _final_e_or_l(word: str, first: int, second: int) -> str:
    before = word[:-1]
    if word.endswith("e") and (len(before) >= second or (len(before) >= first and not _SHORT.search(before))):
        return before
    if word.endswith("ll") and len(before) >= second:
        return before
    return word
