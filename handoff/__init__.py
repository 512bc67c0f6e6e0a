"""Alignment and clips to files for editing programs and podcast feeds."""
