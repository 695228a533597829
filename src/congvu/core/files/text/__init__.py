"""Reading words and drawing pages, in a process of its own.

PDFium, libxml2 and the picture decoders meet hostile files here, so they run in a child that
has limits on memory, time and output, and whose crash costs one file. Nothing in this folder
but ``child.py`` is imported by the server, and the child imports no framework.
"""
