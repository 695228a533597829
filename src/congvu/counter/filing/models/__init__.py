from congvu.counter.filing.models.after import Letter, Link, Message, Rating, Remedy, Submission
from congvu.counter.filing.models.draft import Draft, DraftFile, Share, Upload
from congvu.counter.filing.models.person import PersonFact, SignUp

__all__ = [
    "Draft",
    "DraftFile",
    "Letter",
    "Link",
    "Message",
    "PersonFact",
    "Rating",
    "Remedy",
    "Share",
    "SignUp",
    "Submission",
    "Upload",
]
