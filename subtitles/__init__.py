"""Alignment to cues to subtitle files."""
