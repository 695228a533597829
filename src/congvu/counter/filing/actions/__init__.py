"""The verbs of the citizen's side: keyword-only, with ``actor`` and ``at``."""

from congvu.counter.filing.actions.after import (
    issue_link,
    open_link,
    path_of,
    revoke_link,
    supply,
    withdraw,
    write_message,
)
from congvu.counter.filing.actions.drafts import (
    Begun,
    accept_share,
    begin,
    drop,
    open_draft,
    renew,
    save,
    share,
    unshare,
)
from congvu.counter.filing.actions.papers import (
    Brought,
    add_file,
    add_files,
    end_upload,
    finish_upload,
    keep_upload,
    remove_file,
    start_upload,
    take_piece,
)
from congvu.counter.filing.actions.people import (
    ask_sign_up,
    confirm_sign_up,
    update_person,
    write_fact,
)
from congvu.counter.filing.actions.ratings import close_remedy, rate
from congvu.counter.filing.actions.submit import file_draft

__all__ = [
    "Begun",
    "Brought",
    "accept_share",
    "add_file",
    "add_files",
    "ask_sign_up",
    "begin",
    "close_remedy",
    "confirm_sign_up",
    "drop",
    "end_upload",
    "file_draft",
    "finish_upload",
    "issue_link",
    "keep_upload",
    "open_draft",
    "open_link",
    "path_of",
    "rate",
    "remove_file",
    "renew",
    "revoke_link",
    "save",
    "share",
    "start_upload",
    "supply",
    "take_piece",
    "unshare",
    "update_person",
    "withdraw",
    "write_fact",
    "write_message",
]
