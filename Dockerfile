# The commands, the workshop app and sensitivity analysis in an image: made with the network, run without.
#
#   docker build --tag rpp-sim .
#   mkdir -p runs    # else Docker makes it, for root alone
#   docker run --rm --network none --user "$(id -u)" --volume "$PWD/runs:/study/runs" rpp-sim run baseline
#   docker run --rm --network host rpp-sim app --no-browser     # Linux: the page is at 127.0.0.1:8321

FROM python:3.13-slim AS made
WORKDIR /source
COPY . .
# the wheel brings the compiled model, so that no container compiles it again
RUN RPP_COMPILE=1 pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.13-slim
COPY --from=made /wheels /wheels
RUN pip install --no-cache-dir "$(echo /wheels/*.whl)[app,sensitivity]" \
    && useradd --create-home --uid 1000 rpp \
    && install --directory --owner=rpp /study /study/runs
USER 1000
# what Matplotlib keeps, also for users who have no home here
ENV MPLCONFIGDIR=/tmp/matplotlib
WORKDIR /study
# ends the build if a container would have to compile
RUN python -c "import sim.initialization.people, sim.schedule; from sim.kernel.compiled import is_warm; assert is_warm()"
ENTRYPOINT ["rpp"]
CMD ["--help"]
