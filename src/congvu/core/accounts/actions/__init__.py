"""Writing doors of the accounts room."""

from congvu.core.accounts.actions.identities import Proof, listeners, prove_identity
from congvu.core.accounts.actions.passwords import change_password, reset_password
from congvu.core.accounts.actions.sessions import end_sessions, reset_second_factor
from congvu.core.accounts.actions.sign_in import (
    check_sign_in,
    count_failure,
    demand_unlocked,
    note_identity_refused,
    note_sign_in,
    note_sign_out,
    person,
)
from congvu.core.accounts.actions.tokens import create_token, note_use, revoke_token
from congvu.core.accounts.actions.users import (
    create_user,
    disable_idle,
    disable_user,
    enable_user,
    import_users,
    prepared_password,
    register_citizen,
    unlock_user,
    update_profile,
    update_user,
)

__all__ = [
    "Proof",
    "change_password",
    "check_sign_in",
    "count_failure",
    "create_token",
    "create_user",
    "demand_unlocked",
    "disable_idle",
    "disable_user",
    "enable_user",
    "end_sessions",
    "import_users",
    "listeners",
    "note_identity_refused",
    "note_sign_in",
    "note_sign_out",
    "note_use",
    "person",
    "prepared_password",
    "prove_identity",
    "register_citizen",
    "reset_password",
    "reset_second_factor",
    "revoke_token",
    "unlock_user",
    "update_profile",
    "update_user",
]
