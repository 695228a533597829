from __future__ import annotations

import pytest

from congvu.core.kernel.errors import NotFound
from congvu.project.cli import line


def test_an_unknown_command_is_refused_with_the_nearest_one(capsys: pytest.CaptureFixture[str]):
    assert line.main(["wroker"]) == 2
    said = capsys.readouterr().err
    assert "“wroker”" in said
    assert "worker" in said.split("did you mean")[1]


def test_a_stock_command_that_is_not_for_operators_is_refused(capsys):
    assert line.main(["sqlflush"]) == 2
    assert "sqlflush" in capsys.readouterr().err


def test_a_refusal_of_a_verb_is_one_sentence_and_a_status(monkeypatch, capsys):
    def refuse(self: object) -> None:
        raise NotFound

    monkeypatch.setattr(line.ManagementUtility, "execute", refuse)
    assert line.main(["worker"]) == 1
    assert capsys.readouterr().err.strip() == f"{NotFound.default} [not_found]"


@pytest.mark.parametrize("argv", [[], ["--help"], ["help"]])
def test_the_help_lists_every_command_of_every_room(argv, capsys):
    assert line.main(argv) == 0
    said = capsys.readouterr().out
    for name, room in line.commands().items():
        assert f"\n  {name} " in said
        assert f"\n{room}\n" in said
    assert {"worker", "jobs", "prepare"} <= set(line.commands())


def test_every_command_says_in_one_line_what_it_does():
    for name, room in line.commands().items():
        assert len(line.sentence(name, room)) > 20, name
