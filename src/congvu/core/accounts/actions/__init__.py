"""Writing doors of the accounts room."""

from congvu.core.accounts.actions.tokens import create_token, note_use, revoke_token

__all__ = ["create_token", "note_use", "revoke_token"]
