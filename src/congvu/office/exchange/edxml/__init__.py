"""edXML messages (QCVN 102:2016/BTTTT, Amendment 1:2022): plain Python, no tables."""
