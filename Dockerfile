# syntax=docker/dockerfile:1
# Keep the version equal to rust-toolchain.toml. That file stays outside: it asks for tools a build does not need.
FROM rust:1.95.0-slim-bookworm AS build
WORKDIR /src
COPY Cargo.toml Cargo.lock ./
COPY migration migration
COPY src src
COPY static static
COPY templates templates
COPY tests tests
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --profile dist --locked --bin ramjet && cp target/dist/ramjet /ramjet

FROM debian:bookworm-slim
# Certificates to check the mail server's, and the program that reads scans; everything else is in ours.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates tesseract-ocr tesseract-ocr-eng tesseract-ocr-deu \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 ramjet \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin ramjet \
    && install --directory --owner=ramjet --group=ramjet --mode=0750 /data
COPY --from=build /ramjet /usr/local/bin/ramjet
USER 10001:10001
ENV RAMJET_DATA=/data RAMJET_HOST=0.0.0.0 RAMJET_PORT=8080 RAMJET_LOG_FORMAT=json
VOLUME /data
EXPOSE 8080
# Stops taking work, finishes what it holds, and ends.
STOPSIGNAL SIGTERM
ENTRYPOINT ["ramjet"]
CMD ["serve"]
