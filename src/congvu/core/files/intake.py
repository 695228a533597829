"""From a stranger's stream to a judged, scanned local file."""

from __future__ import annotations

from congvu.core.files import checks, scanner
from congvu.core.files.checks.facts import Facts
from congvu.core.files.choices import Use
from congvu.core.files.errors import REASONS, FileRefused, Flaw
from congvu.core.files.kinds import KINDS, label_of
from congvu.core.files.names import shown
from congvu.core.files.rules import RULES
from congvu.core.files.spool import Spooled


def judge(spooled: Spooled, *, name: str, use: Use) -> Facts:
    """What the spooled file is, when it may be taken for ``use`` under this raw name.

    :raises FileRefused: empty, of a type the use does not take, broken, locked, dangerous
    :raises ScannerAway: the virus scanner is configured and silent
    """
    if spooled.size == 0:
        raise refusal("empty", name=name)
    try:
        facts = checks.inspect(spooled.path)
    except Flaw as flaw:
        raise refusal(flaw.reason, name=name, label=_claimed(name)) from None
    if facts.kind == "txt" and name.lower().endswith(".csv"):
        facts = Facts("csv")
    accepted = RULES[use].kinds
    if facts.kind not in accepted:
        allowed = ", ".join(kind.label for kind in KINDS.values() if kind.name in accepted)
        raise refusal(
            "kind", name=name, found=label_of(facts.kind), use=use.label.lower(), allowed=allowed
        )
    signature = scanner.scan(spooled.path)
    if signature is not None:
        raise refusal("virus", name=name, signature=signature[:80])
    return facts


def refusal(reason: str, *, name: str, **words: object) -> FileRefused:
    """The refusal with its sentence; ``words`` fill the rest of the template."""
    sentence = REASONS[reason].format(name=shown(name), **words)
    return FileRefused(sentence, reason=reason, name=shown(name))


def _claimed(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return next((k.label for k in KINDS.values() if ending in k.extensions), "không rõ loại")
