from __future__ import annotations

from pathlib import Path

import pytest

from align.errors import PullquoteError, UsageError
from handoff.people import ROLES, Person, people_of


def test_people_come_from_the_settings_and_the_command_overrules_their_roles(tmp_path: Path) -> None:
    (tmp_path / "pullquote.toml").write_text(
        """[people."Ada Pern"]
role = "Host"
href = "https://example.com/ada"

[people.Kim]
role = "audio editor"
"""
    )
    people = people_of(tmp_path, ["Ada Pern=co-host", " Bob  = Guest "])
    assert people == (
        Person("Ada Pern", "co-host", "https://example.com/ada"),
        Person("Kim", "audio editor"),
        Person("Bob", "guest"),
    )
    assert [person.group for person in people] == ["cast", "audio post-production", "cast"]
    assert people_of(tmp_path / "elsewhere", []) == ()


def test_every_role_has_one_group() -> None:
    roles = [role for group in ROLES.values() for role in group]
    assert len(roles) == len(set(roles))
    assert all(role == role.casefold() for role in roles)


@pytest.mark.parametrize("given", ["Ada", "=host", "Ada=", "Ada=boss"])
def test_what_is_no_name_with_a_role_is_one_line(tmp_path: Path, given: str) -> None:
    with pytest.raises(UsageError, match=r"`?person`?"):
        people_of(tmp_path, [given])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[people.Ada]\nhref = "https://a.example"\n', "names no role"),
        ('[people.Ada]\nrole = "boss"\n', "no role is called 'boss'"),
        ('[people.Ada]\nrole = "host"\nimg = "ada.jpg"\n', "an address that begins with https://"),
        ('[people.Ada]\nrole = "host"\nage = "3"\n', "unknown key in .* age"),
        ("[people.Ada]\nrole = 3\n", "are texts"),
        ('people = "Ada"\n', "must be tables"),
    ],
)
def test_a_wrong_table_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "pullquote.toml").write_text(text)
    with pytest.raises(PullquoteError, match=says):
        people_of(tmp_path, [])
