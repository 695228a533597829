"""Suite-wide settings; lanes and private database clusters are set up by `bin/test`."""

import os

os.environ.setdefault("CONGVU_MODE", "test")
