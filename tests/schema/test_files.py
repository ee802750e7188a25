"""Files over GraphQL: what is told of them, taking them away and putting them back."""

from pathlib import Path

from content_store import publishing
from content_store.access import SYSTEM
from content_store.rules.vocabulary import Audience, ContentType, RetireReason, Role, Scope
from content_store.work import Work
from tests.content_store import documents
from tests.content_store.filing import filed, read_all, storage_in
from tests.content_store.making import NOON, published
from tests.schema.asking import Api, counted

FILES = """query Files($slug: String!) {
  asset(slug: $slug) { files { id name mediaType bytes pages status problem downloadUrl thumbnailUrl } }
}"""
CHANGE = """mutation Change($id: ID!) {
  changed: %s(input: {id: $id}) {
    ... on %sPayload { file { id } }
    ... on MutationErrors { errors { code } }
  }
}"""
REMOVE, RESTORE = CHANGE % ("removeFile", "RemoveFile"), CHANGE % ("restoreFile", "RestoreFile")


def test_an_asset_tells_of_its_files(api: Api, tmp_path: Path) -> None:
    storage = storage_in(tmp_path)
    asset = published(api.database, ContentType.WHITE_PAPER, "Paper")
    content = documents.pdf("One", "Two")
    filed(api.database, storage, asset, "report.docx", content)
    filed(api.database, storage, asset, "locked.pdf", documents.pdf("Secret", password="swordfish"))
    waiting = api.data(FILES, slug="paper")["asset"]["files"]
    assert [each["status"] for each in waiting] == ["PENDING", "PENDING"]
    read_all(api.database, storage)
    report, locked = api.data(FILES, slug="paper")["asset"]["files"]
    number = report["downloadUrl"].split("/")[2]
    assert report == {
        "id": waiting[0]["id"],
        "name": "report.docx.pdf",
        "mediaType": "application/pdf",
        "bytes": len(content),
        "pages": 2,
        "status": "DONE",
        "problem": None,
        "downloadUrl": f"/files/{number}/report.docx.pdf",
        "thumbnailUrl": f"/files/{number}/thumbnail",
    }
    assert (locked["status"], locked["problem"], locked["thumbnailUrl"]) == ("FAILED", "ENCRYPTED", None)


def test_editors_remove_and_restore_files(api: Api, tmp_path: Path) -> None:
    storage = storage_in(tmp_path)
    asset = published(api.database, ContentType.WHITE_PAPER, "Paper")
    filed(api.database, storage, asset, "a.pdf", documents.pdf("x"))
    file = api.data(FILES, slug="paper")["asset"]["files"][0]["id"]
    assert api.data(REMOVE, id=file)["changed"]["errors"] == [{"code": "FORBIDDEN"}]
    assert api.data(REMOVE, Role.MARKETING, id=file)["changed"] == {"file": {"id": file}}
    assert api.data(FILES, slug="paper")["asset"]["files"] == []
    assert api.data(RESTORE, Role.MARKETING, id=file)["changed"] == {"file": {"id": file}}
    assert len(api.data(FILES, slug="paper")["asset"]["files"]) == 1
    assert api.data(REMOVE, Role.MARKETING, id="nonsense")["changed"]["errors"] == [{"code": "NOT_FOUND"}]


def test_files_follow_their_asset(api: Api, tmp_path: Path) -> None:
    storage = storage_in(tmp_path)
    inside = published(api.database, ContentType.WHITE_PAPER, "Inside", audience=Audience.INTERNAL)
    gone = published(api.database, ContentType.WHITE_PAPER, "Gone", audience=Audience.CUSTOMER_FACING)
    for asset in (inside, gone):
        filed(api.database, storage, asset, "a.pdf", documents.pdf("x"))
    assert api.data(FILES, Role.SERVICE, Scope.READ_CUSTOMER_FACING, slug="inside")["asset"] is None
    assert len(api.data(FILES, Role.SERVICE, Scope.READ_CUSTOMER_FACING, slug="gone")["asset"]["files"]) == 1
    with api.database.writing() as session:
        publishing.retire(Work(session, SYSTEM, NOON), gone.id, RetireReason.LEGAL)
    assert api.data(FILES, slug="gone")["asset"]["files"] == []


def test_the_files_of_a_page_come_with_one_statement(api: Api, tmp_path: Path) -> None:
    storage = storage_in(tmp_path)
    for number in range(3):
        asset = published(api.database, ContentType.WHITE_PAPER, f"Paper {number}")
        filed(api.database, storage, asset, "a.pdf", documents.pdf(str(number)))
    document = "{ assets { nodes { slug files { name } } } }"
    with counted(api.runtime.database) as statements:
        nodes = api.data(document)["assets"]["nodes"]
    assert all(len(node["files"]) == 1 for node in nodes)
    assert sum("asset_file" in statement for statement in statements) == 1
