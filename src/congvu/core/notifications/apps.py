"""Notices to people: in the application and through channels."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "congvu.core.notifications"
    label = "notifications"
    verbose_name = "Thông báo"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from congvu.core.notifications import channels, policies
        from congvu.core.notifications.queries import unread_count
        from congvu.core.ui.frame import Bell, Link, bell, register_user_link

        channels.install()
        policies.install()
        bell.fill(Bell(url="notifications:list", unread=unread_count))
        register_user_link(
            Link(
                name="notifications",
                label="Tùy chọn thông báo",
                url="notifications:preferences",
                icon="bell",
            )
        )
