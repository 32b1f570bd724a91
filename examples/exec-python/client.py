#!/usr/bin/env python3
"""A client for the exec protocol of Assize, in Python's standard library alone.

It makes the calls of any API pack over HTTP. A client around a library is the same, but for `perform`: there it looks up
the method of the library that `operation` stands for and hands it the arguments.

    assize run --target 'exec:python3 client.py'

The protocol is described in docs/exec-protocol.md of Assize: one message a line, in JSON, on stdin and stdout; whatever is
meant for people goes to stderr.
"""

import http.client
import json
import socket
import sys
import urllib.parse

PROTOCOL = 1
TIMEOUT_SECONDS = 60


class Api:
    """An API at a base URL, spoken to over one connection that is kept open."""

    def __init__(self, base_url, body_type):
        url = urllib.parse.urlsplit(base_url)
        kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        self.connection = kind(url.hostname, url.port, timeout=TIMEOUT_SECONDS)
        self.base_path = url.path.rstrip("/")
        self.body_type = body_type

    def perform(self, call):
        """Makes one call; answers a result, or lost when nobody knows what became of it."""
        params = call["params"]
        path = self.base_path + filled(call["path"], params["path"])
        if params["query"]:
            path += "?" + form(params["query"])
        headers = {**call["authentication"], **call["headers"]}
        headers.update((name.lower(), text(value)) for name, value in params["header"].items())
        body = None
        if "body" in params:
            headers["content-type"] = self.body_type
            is_form = self.body_type == "application/x-www-form-urlencoded"
            body = (form(params["body"]) if is_form else json.dumps(params["body"])).encode()
        try:
            self.connection.request(call["method"], path, body, headers)
            response = self.connection.getresponse()
            content = response.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            reason = "no answer in time" if isinstance(error, socket.timeout) else repr(error)
            return {"type": "lost", "reason": reason}
        return {
            "type": "result",
            "status": response.status,
            "headers": joined(response.getheaders()),
            "body": parsed(content, response.getheader("content-type")),
        }


def filled(template, values):
    """The path with its parameters in their places, percent-encoded."""
    for name, value in values.items():
        template = template.replace("{" + name + "}", urllib.parse.quote(text(value), safe=""))
    return template


def form(fields):
    """Form encoding with nested brackets: tags[0]=a&address[city]=Rome."""
    return urllib.parse.urlencode(list(pairs(fields)))


def pairs(value, name=None):
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value)
    else:
        yield name, text(value)
        return
    for key, part in parts:
        yield from pairs(part, str(key) if name is None else f"{name}[{key}]")


def text(value):
    """A plain value as texts on the wire show it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def joined(headers):
    """Headers by name; those that come twice are joined."""
    found = {}
    for name, value in headers:
        name = name.lower()
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def parsed(content, media_type):
    """The body: parsed when it is JSON, None when there is none."""
    if content == "":
        return None
    if media_type is not None and "json" not in media_type:
        return content
    try:
        return json.loads(content)
    except ValueError:
        return content


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main():
    api = None
    for line in sys.stdin:
        message = json.loads(line)
        kind = message["type"]
        if kind == "hello":
            api = Api(message["baseUrl"], message["bodyType"])
            say({"type": "hello", "protocol": PROTOCOL, "name": "python http.client", "capabilities": {}})
        elif kind == "begin":
            # The API is emptied by Assize, which knows how.
            say({"type": "ready", "id": message["id"]})
        elif kind == "call":
            try:
                answer = api.perform(message)
            except Exception as error:  # a defect of this client must not end the run
                print(f"{message['operation']}: {error!r}", file=sys.stderr)
                answer = {"type": "error", "message": repr(error)}
            say({**answer, "id": message["id"]})
        elif kind == "bye":
            say({"type": "bye"})
            return
        elif "id" in message:
            say({"type": "error", "id": message["id"], "message": f"no such message: {kind}"})


if __name__ == "__main__":
    main()
