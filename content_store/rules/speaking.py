"""How a line sounds to a buyer: whether it tells them that they were watched, and whether it speaks of us.

English and German. A false alarm costs trust in all the others, so each pattern asks for a sign that it is ours
(our website, our e-mail) or for what can only be known by watching (downloaded, clicked).
"""

import re
from collections.abc import Sequence

_LONGEST = 5_000  # characters looked at; nobody says more in one breath

_OURS = (
    r"(?:(?:our|my) (?:[\w'-]+ ){0,3}?(?:web ?sites?|web ?pages?|home ?page|landing page|pricing(?: page)?|site|blog"
    r"|e-?mails?|newsletters?|white ?papers?|e-?books?|brochures?|downloads?|webinars?|ads?|adverts?|links?|videos?"
    r"|product pages?|demo page|forms?|case stud(?:y|ies)|guides?|reports?)|the [\w -]{3,20} (?:we|i) sent)"
)
# “on” and “our” tell ours from theirs: “I saw on your website” is honest research.
_PATTERNS = (
    # I saw you on our website; we noticed your team on our pricing page
    rf"\b(?:saw|see|seen|noticed?|spotted|tracked|observed|caught)\b(?: that)? (?:you|your (?:team|company|colleagues?)|somebody|someone)\b[^.?!]{{0,40}}?\b(?:on|in|at|visit\w*|view\w*|brows\w*|open\w*|click\w*|look\w*|read\w*|watch\w*|download\w*|regist\w*|sign\w*) (?:at |on |to |through |for |up for |into )?{_OURS}",  # noqa: E501
    # noticed you downloaded …; saw that you clicked …: no buyer told us
    r"\b(?:saw|see|seen|noticed?|spotted|observed)\b(?: that)? you(?:'ve| have| had)?(?: just| recently| also| already)? (?:downloaded|clicked|visited us online|opened (?:it|them))\b",  # noqa: E501
    # you opened our e-mail; since you visited our site; you have been looking at our pricing
    rf"\b(?<!have )(?<!did )(?<!if )(?<!do )(?<!would )(?<!could )(?<!can )(?<!may )(?<!unless )(?<!until )you(?:'ve| have| had| were)?(?: just| recently| already| been| both)* (?:opened|visited|viewed|downloaded|clicked(?: on| through)?|browsed|browsing|looked at|looking at|looking through|reading|watching|watched|on|spent \w+(?: \w+)? on) {_OURS}",  # noqa: E501
    # thanks for visiting our website; your visit to our site; your recent activity on our page
    rf"\bthank(?:s| you) for (?:visiting|downloading|opening|viewing|browsing|clicking(?: on)?|watching|checking out|looking at) {_OURS}",  # noqa: E501
    rf"\byour (?:recent |latest )?(?:visits?|downloads?|activity|clicks?|time|views?) (?:to|of|on|in|with) {_OURS}",
    r"\b(?:been|am|are|were) (?:track|monitor)ing (?:you|your (?:activity|visits?|clicks?|team))\b",
    # our records show that you …; our system tells me you are on …
    r"\b(?:our|my) (?:records?|analytics|data|tracking|systems?|tools?|dashboard|crm|software|statistics) (?:shows?|tells?|told|says?|flagged|indicates?|alerted)\b[^.?!]{0,30}\byou(?:r|'ve)?\b",  # noqa: E501
    r"\b(?:you|your (?:name|company|team)) (?:came up|popped up|showed up|appeared|turned up) (?:in|on) our\b",
    # German: ich habe gesehen, dass Sie auf unserer Website waren
    r"\b(?:gesehen|bemerkt|festgestellt|gemerkt)\b[^.?!]{0,20}\b(?:sie|du|ihr)\b[^.?!]{0,40}\b(?:unsere[rsmn]?|heruntergeladen|angeklickt)\b",
    r"\b(?:sie|du) (?:haben|hast|waren|warst)\b[^.?!]{0,20}\b(?:unsere[rsmn]?) (?:web\w*|seite|e-?mail|newsletter|whitepaper|broschüre|preis\w*)",  # noqa: E501
)
_TRACKING = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)

_US = (
    r"(?:platform|product|solution|software|tool|system|suite|app|application|technology|service|module|dashboard|ai)s?"
)
_DOES = (
    r"(?:is|are|offers?|provides?|has|have|includes?|enables?|delivers?|features?|supports?|comes with|lets?|allows?"
    r"|gives?|combines?|integrates?|automates?|uses?|leverages?|makes?|can|will)"
)
_OUR_PRODUCT = re.compile(
    rf"\bour (?:[\w-]+ ){{0,2}}?{_US} {_DOES}\b|\bwe (?:offer|provide|deliver|sell) (?:an? |the |you )?[\w-]+"
    r"|\b(?:features|functions|capabilities|modules) (?:include|are|such as|like)\b"
    rf"|\b(?:unsere?|die) (?:plattform|lösung|software) (?:bietet|ermöglicht|kann|hat|liefert|unterstützt)\b",
    re.IGNORECASE,
)
_WORN = re.compile(
    r"\b(?:industry[- ]leading|market[- ]leading|best[- ]in[- ](?:class|breed)|world[- ]class|cutting[- ]edge"
    r"|state[- ]of[- ]the[- ]art|next[- ]gen(?:eration)?|game[- ]chang\w+|revolution(?:ary|is\w+|iz\w+)|synerg\w+"
    r"|holistic(?:ally)?|turn-?key|one[- ]stop[- ]shop|single pane of glass|paradigm shift|seamless(?:ly)?"
    r"|ai[- ]powered|hyper[- ]?automation|mission[- ]critical|unparalleled|unmatched|innovative solutions?"
    r"|leverag(?:e|es|ing) (?:our|the|synergies)|marktführend\w*|ganzheitlich\w*|zukunftsweisend\w*)\b",
    re.IGNORECASE,
)


def reveals_tracking(text: str) -> str:
    """The words that tell a buyer that they were watched; empty where none do."""
    return _first(_TRACKING, text)


def product_as_subject(text: str, products: Sequence[str] = ()) -> str:
    """The words in which our product, or we, are the one that acts; ``products`` are the names of ours."""
    found = _first(_OUR_PRODUCT, text)
    if found or not products:
        return found
    names = "|".join(re.escape(name) for name in products if name.strip())
    return _first(re.compile(rf"\b(?:{names}) {_DOES}\b", re.IGNORECASE), text) if names else ""


def worn_words(text: str) -> str:
    """The first word that everybody uses and nobody means."""
    return _first(_WORN, text)


def _first(pattern: re.Pattern[str], text: str) -> str:
    # Straight and curly apostrophes, and any run of space, read alike.
    found = pattern.search(" ".join(text[:_LONGEST].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()))
    return found[0] if found else ""
