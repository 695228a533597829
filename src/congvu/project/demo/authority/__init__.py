"""The demo's own authority: root, issuing authority, timestamps, OCSP, revocation lists.

Everything it signs says THỬ NGHIỆM in its names and on the paper. Keys lie below the data folder.
"""

from congvu.project.demo.authority.home import address, folder, open_or_make
from congvu.project.demo.authority.process import serve

__all__ = ["address", "folder", "open_or_make", "serve"]
