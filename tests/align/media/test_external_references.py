"""Files that name other files or addresses, and names that look like protocols: refused in one line, or harmless."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from align.errors import FileProblem
from align.media import probe, run_ffmpeg, stream_pcm

pytestmark = pytest.mark.slow

SECRET = "SECRET"

REFERENCES = {
    "list.m3u8": "#EXTM3U\n#EXTINF:1,\n{url}/a.ts\n#EXT-X-ENDLIST\n",
    "local.m3u8": "#EXTM3U\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n",
    "key.m3u8": '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{url}/key"\n#EXTINF:1,\nwhole.wav\n#EXT-X-ENDLIST\n',
    "crypto.m3u8": "#EXTM3U\n#EXTINF:1,\ncrypto:{secret}\n#EXT-X-ENDLIST\n",
    "disguised.mp3": "#EXTM3U\n#EXTINF:1,\nconcat:{secret}|{secret}\n#EXT-X-ENDLIST\n",
    "disguised.wav": "#EXTM3U\n#EXTINF:1,\nsubfile,,start,0,end,9,,:{secret}\n",
    "disguised.mp4": "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile://{secret}\n",
    "plain.m3u": "{url}/a.mp3\n",
    "plain.pls": "[playlist]\nFile1={url}/a.mp3\nNumberOfEntries=1\n",
    "concat.txt": "ffconcat version 1.0\nfile '{secret}'\n",
    "concat.mkv": "ffconcat version 1.0\nfile '{url}/a.mkv'\n",
    "call.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {port} RTP/AVP 0\n",
    "call.mp4": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {port} RTP/AVP 0\n",
    "stream.mpd": '<?xml version="1.0"?><MPD><Period><BaseURL>{url}/</BaseURL></Period></MPD>',
    "smooth.ism": "<SmoothStreamingMedia><StreamIndex Url='{url}/a'/></SmoothStreamingMedia>",
    "list.xspf": "<playlist><trackList><track><location>{url}/a</location></track></trackList></playlist>",
    "list.asx": "<asx version='3.0'><entry><ref href='{url}/a'/></entry></asx>",
    "list.ram": "{url}/a.rm\n",
    "entity.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]><x>&e;</x>',
    "picture.svg": "<svg xmlns='http://www.w3.org/2000/svg'><image href='{url}/a.png'/></svg>",
    "imf.xml": "<AssetMap><Path>{secret}</Path></AssetMap>",
    "effects.txt": "movie={secret}",
    "chapters.ffmeta": ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=1\n",
}

ODD_NAMES = (
    "-i.wav",
    "--version.wav",
    "http:%2F%2Fx.wav",
    "concat:a|b.wav",
    "subfile,,start,0,end,0,,:a.wav",
    "data:audio,x.wav",
    "pipe:0.wav",
    "file:file:a.wav",
    "img%03d.wav",
    "a[0-9]*?.wav",
    'it\'s "quoted".wav',
    "back\\slash.wav",
    "semi;colon&&echo.wav",
    "$(id)`id`.wav",
    "line\nbreak.wav",
    "tab\there.wav",
    "emoji \U0001f3a7.wav",
    "right\u202eleft.wav",
    "e\u0301 decomposed.wav",
    " leading and trailing .wav",
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "whole.wav"
    run_ffmpeg(["-v", "error", "-f", "lavfi", "-i", "sine=d=0.5", str(path)])
    return path.read_bytes()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port that nobody may knock at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        yield server


@pytest.mark.parametrize("name", REFERENCES)
def test_files_that_name_others_are_refused(tmp_path: Path, whole: bytes, listener: socket.socket, name: str) -> None:
    (tmp_path / "whole.wav").write_bytes(whole)
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    port = listener.getsockname()[1]
    path = tmp_path / name
    path.write_text(REFERENCES[name].format(url=f"http://127.0.0.1:{port}", secret=secret, port=port))
    with pytest.raises(FileProblem) as refused:
        list(stream_pcm(path))
    assert len(str(refused.value).splitlines()) == 1
    assert SECRET not in str(refused.value)
    with pytest.raises(TimeoutError):
        listener.accept()


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_are_only_names(tmp_path: Path, whole: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(whole)
    assert sum(map(len, stream_pcm(path))) == 8000
    assert probe(path).container == "wav"
    assert [entry.name for entry in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["http://127.0.0.1:9/a.wav", "pipe:0", "concat:a|b", "data:,x", "/dev/zero", "\0"])
def test_addresses_are_no_files(name: str) -> None:
    with pytest.raises(FileProblem) as refused:
        list(stream_pcm(Path(name)))
    assert len(str(refused.value).splitlines()) == 1
