"""Who is behind a request."""

import pytest

from content_store.rules.occurrences import actor_kind
from content_store.rules.vocabulary import ActorKind, Role


@pytest.mark.parametrize(
    ("agent", "ahead", "kind"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "", ActorKind.SUSPECTED_BOT),
        ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "", ActorKind.SUSPECTED_BOT),
        ("Mozilla/5.0 (Linux; Android 13; CUBOT NOTE 20) Chrome/120.0 Mobile", "", ActorKind.HUMAN),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0", "prefetch;prerender", ActorKind.SUSPECTED_BOT),
        ("", "", ActorKind.HUMAN),
    ],
)
def test_programs_are_told_from_people(agent: str, ahead: str, kind: ActorKind) -> None:
    assert actor_kind(Role.REP, agent, ahead) is kind
    assert actor_kind(Role.SERVICE, agent, ahead) is ActorKind.SERVICE
