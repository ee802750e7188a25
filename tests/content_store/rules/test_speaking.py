"""How a line sounds to a buyer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.speaking import product_as_subject, reveals_tracking, worn_words


@pytest.mark.parametrize(
    "text",
    [
        "I saw you on our website.",
        "I noticed you downloaded the guide last week.",
        "noticed you downloaded our white paper",
        "You opened our e-mail yesterday.",
        "You opened the e-mail I sent on Monday.",
        "Since you visited our pricing page, I thought I would call.",
        "We saw that you were looking at our website.",
        "I see you\N{RIGHT SINGLE QUOTATION MARK}ve been on our site a few times.",
        "Thanks for visiting our website!",
        "Our records show you viewed the pricing page.",
        "Your recent activity on our website caught my eye.",
        "You came up in our analytics.",
        "I noticed your team on our pricing page.",
        "We noticed you clicked the link in our newsletter.",
        "We have been tracking your visits.",
        "Ich habe gesehen, dass Sie auf unserer Website waren.",
    ],
)
def test_what_reveals_tracking_is_told(text: str) -> None:
    assert reveals_tracking(text)
    assert reveals_tracking(f"Good morning!\n  {text.upper()} Is that so?")


@pytest.mark.parametrize(
    "text",
    [
        "People in your role tell us that budgets freeze in the autumn. Is that the case for you?",
        "I saw on your website that you opened a plant in Poland.",
        "I noticed your company is hiring planners.",
        "I saw you spoke at the Hannover fair.",
        "Have you read our white paper on late orders?",
        "Did you download our guide?",
        "If you visited our website you would find it there.",
        "How do you track deliveries today?",
        "Finance chiefs who visited our stand tell us the same.",
        "You opened a second site last year; what changed?",
        "When did you last look at the report?",
        "You mentioned in your post that orders are late.",
        "How would you know that somebody downloaded the figures?",
        "You were on the panel in Berlin.",
    ],
)
def test_honest_openers_raise_no_alarm(text: str) -> None:
    assert reveals_tracking(text) == ""


def test_what_speaks_of_us_is_told() -> None:
    assert product_as_subject("Our platform offers a single view of spend.")
    assert product_as_subject("We provide the dashboards.")
    assert product_as_subject("Key features include alerts and exports.")
    assert product_as_subject(
        "With Tarnwick Commit, orders are seen. Tarnwick Commit offers alerts.", ["Tarnwick Commit"]
    )
    assert worn_words("A seamless, best-in-class experience") == "seamless"


@pytest.mark.parametrize(
    "text",
    [
        "Firms that see an order on the day it is committed replace one freeze by a dozen decisions.",
        "Which system is it that tells you first?",
        "The software your planners use is older than they are.",
        "How does the board hear of it?",
        "What do you offer your own customers when an order is late?",
    ],
)
def test_what_speaks_of_them_is_left_alone(text: str) -> None:
    assert product_as_subject(text, ["Tarnwick Commit"]) == ""
    assert worn_words(text) == ""


# As people in marketing write them: what each should be told, and 30 at which an alarm would cost trust in all others.
REAL_LINES = """
watched | I saw that you've been checking out our pricing page.
watched | Just following up on the white paper you downloaded yesterday.
watched | I noticed you spent some time on our site last week.
watched | Looks like you've been browsing our product pages lately.
watched | I can see that you opened my last two emails.
watched | Saw you clicked the link in my email - any questions?
watched | It seems someone from your company visited our website recently.
watched | Our system shows that three people from your team looked at the demo.
watched | I got a notification that you were viewing our proposal.
watched | I was alerted that you're on our site right now.
watched | Noticed a few people from your company have been on our pricing page this week.
watched | Our CRM tells me that you opened the proposal this morning.
watched | Hi Anna, I noticed that you recently downloaded our e-book on returns.
watched | Saw that you were looking at our newsletter - thought I'd call.
of us   | Our platform is the most comprehensive solution on the market.
of us   | Our AI-powered engine automatically matches invoices.
of us   | We are the leading provider of spend management software.
of us   | Our solution seamlessly integrates with your ERP.
of us   | With our tool, you can build reports in minutes.
of us   | Tarnwick Commit automatically detects late orders.
of us   | We're excited to announce our new forecasting module.
of us   | Our dashboards give finance teams full visibility.
of us   | Built on cutting-edge technology, it scales with you.
of us   | Our software helps companies reduce costs.
of us   | The platform has more than 200 integrations.
of us   | We have the best customer support in the industry.
of us   | We offer a complete suite of planning tools.
of us   | Our intuitive, easy-to-use dashboard gives you everything at a glance.
of us   | Using our platform, teams close in three days.
        | I saw on your website that you are opening a plant in Gdansk.
        | You visited our booth in Hannover and asked about lead times.
        | You asked us for a demo last week; what made you look?
        | Thanks for signing up for the webinar; which question should it answer?
        | Thanks for requesting the report. What are you hoping to find in it?
        | You mentioned on our call that orders are late.
        | In our last conversation you told me that the board wants a forecast by Friday.
        | When you opened the Leeds site, who owned the budget?
        | What would you see on a dashboard that you trust?
        | How does your current system tell you that an order is late?
        | Which tools does your team use to see commitments?
        | How much of your week goes on finding out what was promised?
        | Your software vendor will say that this is a setting; is it?
        | Would it help if finance saw an order on the day it is promised?
        | Finance teams that see orders early replace one freeze by a dozen decisions.
        | Harbour Mills cut stock from twelve weeks to seven.
        | How do you keep track of your website visitors today?
        | I saw the news about your new plant in Brno.
        | You sent us an e-mail about lead times in May.
        | Did the report that I sent answer your question?
        | We deliver on Friday; is that early enough?
        | Who decides which solution has a place in the budget?
        | Our planners asked the same: who owns the forecast?
        | You are on the list of firms that must report in January, right?
        | It looks like your team is growing; who trains the new planners?
        | Teams that look at late orders every Monday find half of them in time.
        | Somebody in your team opened a ticket with us on Monday; is it solved?
        | You were right that the best offer in the market is not the cheapest.
        | I watched your keynote in Berlin and took one question home.
        | We are glad to hear that the audit is done.
        | Which of the features did your planners ask for?
        | When a supplier says that they offer the best price, what do you ask them?
"""


@pytest.mark.parametrize("row", REAL_LINES.strip("\n").splitlines())
def test_real_lines_are_told_what_they_are(row: str) -> None:
    expected, _, text = row.partition("| ")
    told = "watched" if reveals_tracking(text) else ""
    told += "of us" if product_as_subject(text, ["Tarnwick Commit"]) or worn_words(text) else ""
    assert told == expected.strip()


@given(
    st.text(alphabet=st.sampled_from("you saw ourwebsite'\N{RIGHT SINGLE QUOTATION MARK} \n.(*[\\"), max_size=400),
    st.lists(st.text(max_size=10), max_size=3),
)
def test_any_text_can_be_listened_to(text: str, products: list[str]) -> None:
    for found in (reveals_tracking(text), product_as_subject(text, products), worn_words(text)):
        assert found in " ".join(text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
