"""The citizen's side of the one-stop shop."""

from django.apps import AppConfig


class FilingConfig(AppConfig):
    name = "congvu.counter.filing"
    label = "filing"
    verbose_name = "Nộp hồ sơ trực tuyến"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the room's verbs, kinds, sources and listeners to the rooms below."""
        from congvu.core.accounts.actions import listeners as identity_listeners
        from congvu.core.kernel.permissions import register
        from congvu.core.kernel.subject import SubjectKind, register_kind
        from congvu.core.notifications.registry import Kind
        from congvu.core.notifications.registry import register_kind as notification_kind
        from congvu.counter.dossiers.policies import owners
        from congvu.counter.dossiers.registry import listeners
        from congvu.counter.filing import actions as _verbs  # noqa: F401 - register themselves
        from congvu.counter.filing import choices, jobs, policies, queries  # noqa: F401
        from congvu.counter.filing.actions import after, people, ratings
        from congvu.counter.filing.panels import fill
        from congvu.counter.filing.sources import providers

        register(policies.PERMISSIONS)
        register_kind(
            SubjectKind(
                choices.DRAFT_KIND, "Bản khai", cards=queries.draft_cards,
                readable=queries.readable_drafts,
            )
        )  # fmt: skip
        register_kind(
            SubjectKind(
                choices.PERSON_KIND, "Dữ liệu người dân", cards=queries.no_cards,
                readable=queries.own_record,
            )
        )  # fmt: skip
        for kind, label in {**after.KINDS, **ratings.KINDS}.items():
            notification_kind(Kind(kind, label, "Hồ sơ một cửa"))
        providers.add("record", queries.known_by_record)
        providers.add("papers", queries.known_by_papers)
        owners.add("filing", policies.owns_dossier)
        listeners.add("filing", after.hear)
        identity_listeners.add("filing", people.hear_proof)
        fill()
