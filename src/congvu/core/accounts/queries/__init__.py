"""Reading doors of the accounts room."""

from congvu.core.accounts.queries.identities import proof_of
from congvu.core.accounts.queries.scopes import room_label, scope_choices, scope_label
from congvu.core.accounts.queries.tokens import token_holder, tokens_of
from congvu.core.accounts.queries.users import active_user_named, users

__all__ = [
    "active_user_named",
    "proof_of",
    "room_label",
    "scope_choices",
    "scope_label",
    "token_holder",
    "tokens_of",
    "users",
]
