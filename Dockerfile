# Builds slackbot with exactly the packages of requirements.lock, each checked by its hash.
# To pin the base harder, add its digest: python:3.13.7-slim-bookworm@sha256:…
ARG BASE=python:3.13.7-slim-bookworm

FROM ${BASE} AS build
ARG EXTRAS=charts,mcp,postgres
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
WORKDIR /build
COPY requirements.lock pyproject.toml ./
# The lock's own pip comes first: with `-c`, it refuses what the lock has no hash of.
RUN sed -n '/^pip==/,/# via/p' requirements.lock > pip.txt \
    && for venv in /build/tools /opt/slackbot; do \
         python -m venv "$venv" \
         && "$venv/bin/pip" install --quiet --no-deps --require-hashes -r pip.txt || exit; \
       done \
    && tools/bin/pip install --quiet -c requirements.lock hatchling editables
# All packages, but not yet the app: a layer that changes only with the lock. The wheel is an empty
# one, which names what it needs.
RUN mkdir slackbot && touch slackbot/__init__.py README.md LICENSE \
    && tools/bin/pip wheel --quiet --no-deps --no-build-isolation -w empty . \
    && wheel="$(ls /build/empty/*.whl)" \
    && /opt/slackbot/bin/pip install --quiet -c requirements.lock \
         "slackbot[${EXTRAS}] @ file://${wheel}#sha256=$(sha256sum "$wheel" | cut -d ' ' -f 1)" \
    && /opt/slackbot/bin/pip uninstall --quiet --yes slackbot
COPY README.md LICENSE ./
COPY slackbot slackbot
RUN tools/bin/pip wheel --quiet --no-deps --no-build-isolation -w dist .

FROM ${BASE}
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /data slackbot \
    && install -d -o slackbot -g slackbot -m 0700 /data
COPY --from=build /opt/slackbot /opt/slackbot
RUN --mount=type=bind,from=build,source=/build/dist,target=/dist \
    /opt/slackbot/bin/pip install --quiet --no-cache-dir --no-index --no-deps /dist/*.whl
ENV PATH=/opt/slackbot/bin:$PATH SLACKBOT_LOG_FORMAT=json
# Nothing else is written to: the root may be read-only. The database is /data/slackbot.db, unless
# DATABASE_URL, or a secret file `database_url`, names another.
WORKDIR /data
USER 10001:10001
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('PORT') or 3000), timeout=4); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["slackbot"]
CMD ["run"]
