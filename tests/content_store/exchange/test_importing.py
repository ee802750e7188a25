from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from content_store import people, publishing
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.exchange.importing import CannotStart
from content_store.queries.taxonomy import tag_book
from content_store.rules.vocabulary import Audience, ContentType, Facet, RetireReason, Status
from content_store.work import Work
from tests.content_store.exchange.folders import NOW, asset, change_number, imported, told, write


def test_a_file_with_everything_becomes_what_it_says(database: Database, tmp_path: Path) -> None:
    text = """---
Type: Case Study
Slug: acme
Title: Acme saves a week
Description: Acme closes its books a week sooner.
Audience: public
Lang: de_AT
Personas: [CFO, head of IT]
publishDate: 5 May 2026
verified-at: 2026-10-01
verify_interval_days: 30
customer: Acme
results:
  - {metric: days to close, before: 11.40, after: 4, unit: days}
image: acme.png
weight: 10
---
# Acme saves a week

The text.
"""
    report = imported(database, write(tmp_path, {"acme.md": text}))
    assert told(report) == []
    assert report.new_tags == ["persona CFO", "persona head of IT"]
    assert report.unknown_keys == {"image": 1, "weight": 1}
    found = asset(database, "acme")
    assert found.type is ContentType.CASE_STUDY
    assert found.status is Status.PUBLISHED
    assert found.summary == "Acme closes its books a week sooner."
    assert found.body == "The text."
    assert found.language == "de-AT"
    assert found.audience is Audience.CUSTOMER_FACING
    assert found.content["results"][0]["before"] == "11.40"
    assert found.extra == {"image": "acme.png", "weight": 10}
    assert found.published_at == datetime(2026, 5, 5, tzinfo=UTC)
    assert found.due_at == datetime(2026, 10, 31, tzinfo=UTC)
    assert [tag.slug for tag in found.tagged(Facet.PERSONA)] == ["cfo", "head-of-it"]


def test_a_second_run_changes_nothing(database: Database, tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "a.md": "---\nproof: [b, missing]\npersonas: [CFO]\nowner: nobody@example.com\n---\nText of a.",
            "b.md": "# The second\n\nText of b.",
            "same/x.md": "# Twice\n\nOne.",
            "other/x.md": "# Twice\n\nTwo.",
            "rows.csv": "title,type,claim\nOne,proof statement,31 % fewer\nOne,proof statement,12 % more\n",
            "plays/p.md": "---\nsteps:\n  - {kind: say, text: Say it., asset: gone}\n---\nText.",
        },
    )
    imported(database, folder)
    before = change_number(database)
    report = imported(database, folder, NOW + timedelta(days=3))
    assert (report.created, report.changed, report.unchanged) == (0, 0, 7)
    assert change_number(database) == before


def test_what_a_file_does_not_say_is_taken_from_its_text_and_name(database: Database, tmp_path: Path) -> None:
    imported(
        database,
        write(
            tmp_path,
            {
                "white-papers/Über Budgets.md": "Budgets **matter**. And so on.",
                "case studies/index.md": "---\ncustomer: Acme\n---\n<Video id={1} />\n\nSeen [here](http://x.example).",
                "2026-03-04-late_orders.mdx": "import A from 'a'\n\nLate orders\n===========\n\nThey cost.",
                "README.md": "<h1>Read me</h1>\n\nFirst.",
            },
        ),
    )
    paper = asset(database, "uber-budgets")
    assert (paper.title, paper.summary, paper.type) == ("Über Budgets", "Budgets matter.", ContentType.WHITE_PAPER)
    story = asset(database, "case-studies")
    assert (story.title, story.summary, story.type) == ("Case studies", "Seen here.", ContentType.CASE_STUDY)
    dated = asset(database, "late-orders")
    assert (dated.title, dated.published_at) == ("Late orders", datetime(2026, 3, 4, tzinfo=UTC))
    assert dated.body == "import A from 'a'\n\nThey cost."
    assert asset(database, tmp_path.name.replace("_", "-")).title == "Read me"


def test_bad_files_are_skipped_with_line_and_reason_and_the_rest_goes_in(database: Database, tmp_path: Path) -> None:
    report = imported(
        database,
        write(
            tmp_path,
            {
                "good.md": "Fine.",
                "empty.md": "\n \n",
                "broken.md": "---\ntitle: a\nsummary: [b\n---\nText.",
                "open.md": "---\ntitle: a\nText.",
                "date.md": "---\ntitle: a\npublished_at: soon\n---\nText.",
                "long.md": f"---\ntitle: {'x' * 301}\n---\nText.",
                "rows.csv": "title,type\nFine too,white paper\na,b,c\n",
                "lines.jsonl": '{"title": "Also fine"}\n{"title": \n[1]\n',
                "untitled.csv": "Name,Body\n,Some text.\n",
                "dated.md": "---\ntitle: a\npubDate: someday\nexpires: never\n---\nText.",
                "2026-13-01-a.md": "Text.",
                "story.md": "---\ntype: case study\nResults: [{metric: days}, {}]\n---\nText.",
            },
        ),
    )
    assert report.created == 3
    skipped = {str(message.place): message.text for message in report.skipped}
    assert set(skipped) == {
        "empty.md",
        "broken.md line 4",
        "open.md line 1",
        "date.md line 3",
        "long.md line 2",
        "rows.csv line 3",
        "lines.jsonl line 2",
        "lines.jsonl line 3",
        "untitled.csv line 2",
        "dated.md line 3",
        "2026-13-01-a.md",
        "story.md line 3",
    }
    assert "“soon” is no date" in skipped["date.md line 3"]
    assert skipped["untitled.csv line 2"].startswith("title: it is missing")
    assert skipped["dated.md line 3"].startswith("pubDate: “someday” is no date")
    assert "; expires: “never” is no date" in skipped["dated.md line 3"]
    assert skipped["2026-13-01-a.md"].startswith("the date in its name: “2026-13-01” is no date")
    assert skipped["story.md line 3"] == "Results.1.metric: it is missing"


@pytest.mark.parametrize(
    "data",
    [
        "\ufeff---\r\ntitle: Größe\r\n---\r\nText.\r\n".encode(),
        "---\ntitle: Größe\n---\nText.\n".encode("utf-16"),
        "---\ntitle: Größe\n---\nText.\n".encode("cp1252"),
    ],
)
def test_encodings_and_line_ends_vary(sqlite_database: Database, tmp_path: Path, data: bytes) -> None:
    imported(sqlite_database, write(tmp_path, {"x.md": data}))
    found = asset(sqlite_database, "x")
    assert (found.title, found.body) == ("Größe", "Text.")


def test_links_may_point_forward_and_round_in_circles(database: Database, tmp_path: Path) -> None:
    report = imported(
        database,
        write(
            tmp_path,
            {
                "a.md": "---\nrelated: [z, a, nowhere]\nstatus: retired\nreplacement: b\n---\nText.",
                "b.md": "---\nstatus: retired\nreplacement: a\n---\nText.",
                "talking-points/t.md": "---\nheadline: Say this\nproof: z, b, talk\n---\nText.",
                "talking-points/talk.md": "---\nheadline: Say that\n---\nText.",
                "z.md": "Text.",
            },
        ),
        default_type=ContentType.WHITE_PAPER,
    )
    assert sorted(told(report)) == [
        "a.md: related: an asset cannot link to itself; the link was left out",
        "a.md: related: there is no asset “nowhere”; the link was left out",
        "b.md: replacement: “a” is, or leads back to, what it would replace; it was left out",
        "talking-points/t.md: proof: “talk” is a talking point, which proves nothing; the link was left out",
    ]
    assert asset(database, "a").replacement_id == asset(database, "b").id
    assert asset(database, "a").retire_reason is RetireReason.REPLACED
    assert asset(database, "b").replacement_id is None


def test_a_link_whose_target_came_with_a_later_import_is_made_then(database: Database, tmp_path: Path) -> None:
    first = write(tmp_path, {"a.md": "---\nrelated: [z]\n---\nText."})
    imported(database, first)
    assert asset(database, "a").latest_revision == 1
    imported(database, write(first, {"z.md": "Text."}))
    assert asset(database, "a").latest_revision == 2
    before = change_number(database)
    imported(database, first)
    assert change_number(database) == before


def test_what_readers_would_miss_comes_in_as_a_draft(database: Database, tmp_path: Path) -> None:
    report = imported(database, write(tmp_path, {"case-studies/a.md": "Text."}))
    assert told(report) == ["case-studies/a.md: imported as a draft: customer is missing"]
    assert asset(database, "a").status is Status.DRAFT


def test_an_owner_is_given_to_what_has_none_and_taken_from_nobody(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": "Text.", "b.md": "---\nowner: Other@example.com\n---\nText."})
    with database.writing() as session:
        for name in ("one", "other"):
            people.add(Work(session, SYSTEM, NOW), people.PersonInput(f"{name}@example.com", name))
    imported(database, folder)
    assert asset(database, "a").owner is None
    report = imported(database, folder, owner="one@example.com")
    assert (report.changed, report.unchanged) == (1, 1)
    report = imported(database, folder, owner="other@example.com")
    assert (report.changed, report.unchanged) == (0, 2)
    owners = [asset(database, slug).owner for slug in ("a", "b")]
    assert [owner.name for owner in owners if owner] == ["one", "other"]


def test_replacements_form_chains_and_no_circles(database: Database, tmp_path: Path) -> None:
    files = {f"f{n}.md": f"---\nstatus: retired\nreplacement: f{(n + 1) % 4}\n---\nText {n}." for n in range(4)}
    report = imported(database, write(tmp_path, files), default_type=ContentType.WHITE_PAPER)
    assert told(report) == ["f3.md: replacement: “f0” is, or leads back to, what it would replace; it was left out"]
    replaced_by = [asset(database, f"f{n}").replacement_id for n in range(4)]
    assert replaced_by == [*(asset(database, f"f{n}").id for n in (1, 2, 3)), None]


def test_a_date_ahead_means_scheduled(database: Database, tmp_path: Path) -> None:
    imported(database, write(tmp_path, {"a.md": "---\ndate: 2026-12-24 08:00 +0100\n---\nText."}))
    found = asset(database, "a")
    assert found.listed_at == found.publish_at == datetime(2026, 12, 24, 7, 0, tzinfo=UTC)
    assert found.published_at == found.edited_at == NOW
    assert found.updated_at == found.publish_at


def test_the_words_of_other_programs_are_understood_or_kept(database: Database, tmp_path: Path) -> None:
    write(tmp_path, {"_taxonomy.yaml": "personas:\n  - {slug: cfo, name: CFO, synonyms: [finance director]}\n"})
    hugo = """+++
type = "post"
date = 2026-05-04T10:00:00Z
draft = true
tags = ["Finance Director", "news"]
+++
Text."""
    report = imported(database, write(tmp_path, {"a.md": hugo, "_drafts/b.md": "---\npublished: true\n---\nText."}))
    found = asset(database, "a")
    assert found.extra == {"type": "post", "tags": ["news"]}
    assert [tag.slug for tag in found.tags] == ["cfo"]
    assert found.status is asset(database, "b").status is Status.DRAFT
    assert "a.md: there is no content type “post”; it was kept as an unknown key" in told(report)


def test_strict_tags_skip_what_is_not_in_the_taxonomy(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": "---\npersona: CFO\n---\nText."})
    report = imported(database, folder, strict_tags=True, default_type=ContentType.WHITE_PAPER)
    assert told(report) == ["a.md line 2: persona: there is no persona “CFO”"]
    with database.reading() as session:
        assert tag_book(session).by_id == {}


def test_a_dry_run_tells_all_and_changes_nothing(database: Database, tmp_path: Path) -> None:
    before = change_number(database)
    folder = write(tmp_path, {"a.md": "---\npersonas: [CFO]\nrelated: [b]\n---\nText.", "b.md": "Text."})
    report = imported(database, folder, dry_run=True)
    assert (report.created, report.new_tags) == (2, ["persona CFO"])
    assert change_number(database) == before


def test_a_changed_file_becomes_a_new_revision_and_an_edit_made_here_stays(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": "One.", "b.md": "One."})
    imported(database, folder)
    with database.writing() as session:
        work = Work(session, SYSTEM, NOW)
        publishing.retire(work, asset(database, "b").id, RetireReason.LEGAL)
    report = imported(database, write(folder, {"a.md": "Two."}))
    assert (report.changed, report.unchanged) == (1, 1)
    found = asset(database, "a")
    assert (found.body, found.revision, found.status) == ("Two.", 2, Status.PUBLISHED)
    assert asset(database, "b").status is Status.RETIRED


def test_a_file_moves_an_asset_forward_in_its_life_and_never_back(database: Database, tmp_path: Path) -> None:
    for status, expected in (("draft", Status.DRAFT), ("published", Status.PUBLISHED), ("retired", Status.RETIRED)):
        imported(database, write(tmp_path, {"a.md": f"---\nstatus: {status}\n---\nText."}))
        assert asset(database, "a").status is expected
    imported(database, write(tmp_path, {"a.md": "---\nstatus: draft\n---\nText."}))
    assert asset(database, "a").status is Status.RETIRED


def test_a_file_that_was_moved_is_known_again(database: Database, tmp_path: Path) -> None:
    imported(database, write(tmp_path, {"old/a.md": "Text."}))
    (tmp_path / "new").mkdir()
    (tmp_path / "old/a.md").rename(tmp_path / "new/a.md")
    report = imported(database, tmp_path)
    assert (report.created, report.changed, report.unchanged) == (0, 0, 1)


def test_two_files_with_one_slug_do_not_take_turns(database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.md": "---\nslug: x\n---\nOne.", "b.md": "---\nslug: x\n---\nTwo."})
    for _ in range(2):
        report = imported(database, folder, default_type=ContentType.WHITE_PAPER)
        assert told(report) == ["b.md line 2: slug: another file of this import has the slug “x” already"]
        assert asset(database, "x").body == "One."


def test_csv_knows_delimiters_lists_and_nested_lists(database: Database, tmp_path: Path) -> None:
    rows = (
        "Title;Type;Headline;Personas;Discovery Questions;Body\r\n"
        'Budget;talking point;Say it;CFO|head of IT;"[{""kind"": ""need-payoff"", ""text"": ""What if?""}]";'
        '"Two\r\nlines"\r\n'
    )
    report = imported(database, write(tmp_path, {"x.csv": rows}))
    assert told(report) == []
    found = asset(database, "budget")
    assert [tag.name for tag in found.tags] == ["CFO", "head of IT"]
    assert found.content["discovery_questions"][0]["kind"] == "need_payoff"
    assert found.body == "Two\nlines"


def test_a_row_put_in_above_makes_no_other_of_those_below(database: Database, tmp_path: Path) -> None:
    imported(database, write(tmp_path, {"x.csv": "title,body\nOne,1\nTwo,2\n"}))
    report = imported(database, write(tmp_path, {"x.csv": "title,body\nZero,0\nOne,1\nTwo,2\n"}))
    assert (report.created, report.changed, report.unchanged) == (1, 0, 2)


def test_links_between_folders_may_loop(sqlite_database: Database, tmp_path: Path) -> None:
    write(tmp_path, {"a/x.md": "Text.", ".git/y.md": "Text.", "_notes.md": "Text."})
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    assert imported(sqlite_database, tmp_path).created == 1


def test_large_files_and_unknown_kinds(sqlite_database: Database, tmp_path: Path) -> None:
    assert imported(sqlite_database, write(tmp_path, {"a.md": "word " * 250_000})).created == 1
    report = imported(sqlite_database, write(tmp_path, {"b.txt": "Text."}) / "b.txt")
    assert told(report) == ["b.txt: only .md, .mdx, .markdown, .csv and .jsonl can be read"]
    with pytest.raises(CannotStart):
        imported(sqlite_database, tmp_path / "nowhere")
    with pytest.raises(CannotStart):
        imported(sqlite_database, tmp_path, owner="nobody@example.com")
