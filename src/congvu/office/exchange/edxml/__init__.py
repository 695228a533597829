"""edXML messages (QCVN 102:2016/BTTTT, Amendment 1:2022): plain Python, no tables.

``parsing.parse`` reads, ``building.build`` writes, ``signature.verify`` judges the signature and
``validation.validate`` says what a strict receiver would object to.
"""
