# counterlint with the go command, which loads the packages:
#
#   docker build -t counterlint .
#   docker run --rm -v "$PWD:/src" -v counterlint-cache:/cache counterlint ./...
FROM golang:1.26 AS build
WORKDIR /counterlint
COPY . .
RUN GOWORK=off CGO_ENABLED=0 go build -trimpath -o /counterlint.exe ./cmd/counterlint

FROM golang:1.26
COPY --from=build /counterlint.exe /usr/local/bin/counterlint
# A mounted folder belongs to somebody else, which git refuses unless it is told that this is well (-new-from).
RUN git config --system --add safe.directory /src
ENV COUNTERLINT_CACHE=/cache/counterlint GOFLAGS=-buildvcs=false
WORKDIR /src
ENTRYPOINT ["counterlint"]
CMD ["./..."]
