"""Alignment and quotes to audio and video files."""
