"""People, as others may see them."""

import strawberry

from content_store.rules.permissions import Action, may
from content_store.rules.vocabulary import Role, Scope
from schema.fields import read
from schema.ids import Kind, global_id
from schema.nodes import Node


@strawberry.type(description="A person, or a program with a token of its own.")
class Person(Node):
    """The source is a ``PersonView``."""

    id: strawberry.ID = read("Global id.", lambda person, _: global_id(Kind.PERSON, person.id))
    name: str = read("What they are called, plain text.")
    email: str = read("Their e-mail address.")
    role: Role = read("What they may do.")
    team: str = read("The team they work in; empty where none was given.")
    region: str = read("The region they work in; empty where none was given.")
    is_council: bool = read("Whether they sit on the advisory council.", lambda person, _: person.council)
    is_active: bool = read("Whether they may sign in.", lambda person, _: person.disabled_at is None)


@strawberry.type(description="Who is asking, and what they may do.")
class ViewerInfo:
    """The source is a ``Viewer``."""

    person: Person = read("The person, or the person whose token it is.")
    scopes: list[Scope] = read(
        "The scopes of the token; empty for a person who signed in, and for a token that may do all the role may.",
        lambda viewer, _: sorted(viewer.scopes),
    )
    can_edit: bool = read(
        "Whether they may create and change assets.", lambda viewer, _: may(viewer.role, viewer.scopes, Action.EDIT)
    )
    can_publish: bool = read(
        "Whether they may publish, retire and archive.",
        lambda viewer, _: may(viewer.role, viewer.scopes, Action.PUBLISH),
    )
    can_edit_taxonomy: bool = read(
        "Whether they may change tags.", lambda viewer, _: may(viewer.role, viewer.scopes, Action.EDIT_TAXONOMY)
    )
