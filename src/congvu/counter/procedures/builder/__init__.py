"""Building forms by clicking: plain changes of the document, conditions and formulas as rows."""
