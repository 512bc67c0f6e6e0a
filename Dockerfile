# pullquote with all it needs: ffmpeg comes in the wheel of imageio-ffmpeg, the acoustic model in that of pocketsphinx.
#   docker build -t pullquote .
#   docker run --rm -v "$PWD:/work" -u "$(id -u):$(id -g)" pullquote run episode.mp3 transcript.txt -o out/
FROM python:3.12-slim-bookworm AS build
WORKDIR /source
COPY . .
RUN python -m venv /opt/pullquote \
    && /opt/pullquote/bin/pip install --no-cache-dir --disable-pip-version-check .

FROM python:3.12-slim-bookworm
LABEL org.opencontainers.image.title="pullquote" \
      org.opencontainers.image.description="Times for a transcript that has none; subtitles and clips from them." \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/pullquote /opt/pullquote
# What is compiled in the first run is kept in the volume, whoever runs it (-u).
RUN useradd --create-home --uid 10001 pullquote \
    && install -d -m 1777 /var/cache/pullquote /work
ENV PATH=/opt/pullquote/bin:$PATH \
    NUMBA_CACHE_DIR=/var/cache/pullquote \
    PYTHONUNBUFFERED=1
VOLUME /var/cache/pullquote
WORKDIR /work
USER 10001
ENTRYPOINT ["pullquote"]
CMD ["--help"]
