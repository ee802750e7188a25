"""How a line sounds to a buyer: whether it tells them that they were watched, and whether it speaks of us.

English and German. A false alarm costs trust in all the others, so each pattern asks for a sign that it is ours
(our website, our e-mail) or for what can only be known by watching (downloaded, clicked).
"""

import re
from collections.abc import Sequence

_LONGEST = 5_000  # characters looked at; nobody says more in one breath

_OURS = (
    r"(?:(?:our|my) (?:[\w'-]+ ){0,3}?(?:web ?sites?|web ?pages?|home ?page|landing page|pricing(?: page)?"
    # A site where people go in person is told by its place.
    r"|site\b(?! (?:in|at|near) (?-i:[A-Z]))|blog|e-?mails?|newsletters?|white ?papers?|e-?books?|brochures?|downloads?"
    r"|webinars?|ads?|adverts?|links?|videos?|product pages?|demo page|forms?|case stud(?:y|ies)|guides?|reports?"
    r"|proposals?|quotes?)|the [\w -]{3,20} (?:we|i) sent)"
)
_SAW = (
    r"(?:saw|see|seen|noticed?|spotted|tracked|observed|caught|(?:looks?|seems?|appears?)(?: like| as if)?"
    r"|(?:notification|alert|alerted|notified|pinged))"
)
_YOURS = (
    r"(?:(?:(?:a few|several|some|two|three) )?(?:someone|somebody|people|colleagues?|members?)"
    r" (?:from|at|in|of|on) your (?:company|team|office|side"
    r"|organi[sz]ation|firm|department))"
)
_DID = (
    r"(?:on|in|at|(?:visit|view|brows|open|click|look|read|watch|download|regist|sign|check|explor|stud|research)\w*)"
)
_TO = r"(?:at |on |to |out |through |for |up for |into |around )?"
_DONE = (
    r"(?:opened|visited|viewed|downloaded|clicked(?: on| through)?|browsed|browsing|looked at|looking at"
    r"|looking through|reading|watching|watched|checking out|checked out|exploring|spent \w+(?: \w+)? on)"
)
# “on” and “our” tell ours from theirs: “I saw on your website” is honest research.
_PATTERNS = (
    # I saw you on our website; I was alerted that someone from your company is reading our case studies
    rf"\b{_SAW}\b(?: that)? (?:you|your (?:team|company|colleagues?)|{_YOURS}|somebody|someone)\b[^.?!]{{0,40}}?\b{_DID} {_TO}{_OURS}",  # noqa: E501
    # noticed you downloaded …; saw that you clicked …: no buyer told us
    r"\b(?:saw|see|seen|noticed?|spotted|observed)\b(?: that)? you(?:'ve| have| had)?(?: just| recently| also| already)? (?:downloaded|clicked|visited us online|open(?:ed)? (?:it|them))\b",  # noqa: E501
    # you opened our e-mail; since you visited our site; you have been looking at our pricing
    rf"\b(?<!have )(?<!did )(?<!if )(?<!do )(?<!would )(?<!could )(?<!can )(?<!may )(?<!unless )(?<!until )you(?:'ve| have| had| were)?(?: just| recently| already| been| both)* (?:{_DONE}|on) {_OURS}",  # noqa: E501
    rf"\b{_YOURS}(?: has| have| had| was| were| is| are)?(?: just| recently| been)* {_DONE} {_OURS}",
    # thanks for visiting our website; your visit to our site; your recent activity on our page
    rf"\bthank(?:s| you) for (?:visiting|downloading|opening|viewing|browsing|clicking(?: on)?|watching|checking out|looking at) {_OURS}",  # noqa: E501
    rf"\byour (?:recent |latest )?(?:visits?|downloads?|activity|clicks?|time|views?) (?:to|of|on|in|with) {_OURS}",
    # the white paper you downloaded
    r"\b(?:the|our) (?:[\w-]+ )?(?:white ?paper|e-?book|guide|report|brochure|case study) (?:that )?you(?:'ve| have)?(?: just| recently)? downloaded\b",  # noqa: E501
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
    r"(?:platform|product|solution|software|tool|system|suite|app|application|technology|service|module|dashboard|ai"
    r"|engine|architecture)s?"
)
_DOES = (
    r"(?:(?:automatically|seamlessly|easily|instantly|also|now) )?"
    r"(?:is|are|offers?|provides?|has|have|includes?|enables?|delivers?|features?|supports?|comes with|lets?|allows?"
    r"|gives?|combines?|integrates?|automates?|uses?|leverages?|makes?|can|will|helps?|empowers?|detects?|reduces?"
    r"|scales?|analy[sz]es?|simplif(?:y|ies)|streamlines?|optimi[sz]es?|transforms?|shows?(?! (?:that|you|me|us)\b))"
)
_OUR_PRODUCT = re.compile(
    rf"\bour (?:[\w-]+,? ){{0,3}}?{_US} {_DOES}\b|\b(?:with|using) our (?:[\w-]+ ){{0,2}}?{_US},? (?:you|your|teams)\b"
    r"|\bwe (?:offer|provide|deliver|sell) (?!(?:for|on|to|it|that|this|them|by|in|at|and|what|nothing|no)\b)"
    r"(?:an? |the |you )?[\w-]+"
    r"|\bwe(?:'re| are) (?:the|an?) (?:[\w-]+ ){0,3}?(?:leaders?|providers?|vendors?)\b"
    r"|\bwe(?:'re| are) (?:\w+ )?(?:excited|thrilled|proud|pleased|delighted) to (?:announce|introduce|launch|offer|present)\b"  # noqa: E501
    r"|\bwe (?:have|are|offer) the (?:best|only|first|largest|fastest|leading|most [\w-]+)\b"
    r"|\b(?:features|functions|capabilities|modules) (?:include|are|such as|like)\b|\bkey (?:features|capabilities)\b"
    r"|(?:^|[.!?] )the (?:platform|solution|suite|product) (?:offers|includes|features|comes with|supports"
    r"|integrates with|provides|delivers|has (?:more than|over|\d+))\b"
    rf"|\b(?:unsere?|die) (?:plattform|lösung|software) (?:bietet|ermöglicht|kann|hat|liefert|unterstützt)\b",
    re.IGNORECASE,
)
_WORN = re.compile(
    r"\b(?:industry[- ]leading|market[- ]leading|best[- ]in[- ](?:class|breed)|world[- ]class|cutting[- ]edge"
    r"|state[- ]of[- ]the[- ]art|next[- ]gen(?:eration)?|game[- ]chang\w+|revolution(?:ary|is\w+|iz\w+)|synerg\w+"
    r"|holistic(?:ally)?|turn-?key|one[- ]stop[- ]shop|single pane of glass|paradigm shift|seamless(?:ly)?"
    r"|ai[- ]powered|hyper[- ]?automation|mission[- ]critical|unparalleled|unmatched|innovative solutions?"
    r"|enterprise[- ]grade|end[- ]to[- ]end (?:solution|platform|suite)s?"
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
