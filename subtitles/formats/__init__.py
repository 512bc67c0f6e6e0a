"""One module a subtitle format, behind one registry."""
