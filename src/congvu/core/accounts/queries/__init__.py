"""Reading doors of the accounts room."""

from congvu.core.accounts.queries.tokens import token_holder, tokens_of
from congvu.core.accounts.queries.users import active_user_named, users

__all__ = ["active_user_named", "token_holder", "tokens_of", "users"]
