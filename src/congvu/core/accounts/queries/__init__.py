"""Reading doors of the accounts room."""

from congvu.core.accounts.queries.tokens import token_holder, tokens_of

__all__ = ["token_holder", "tokens_of"]
