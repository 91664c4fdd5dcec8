#!/usr/bin/env python3
"""Drives rust-analyzer over a crate that uses `convnet!`, as an editor would, and asserts what a user sees.

    python3 scripts/editor.py [--server rust-analyzer] [--target DIR]

Hover, go to definition, completion and the errors of unfinished declarations, each asked for over the language server
protocol. Prints what it saw; ends with 1 if something else was expected, and with 0 and a word where there is no
rust-analyzer. The first run builds convnet's dependencies (minutes), the next ones do not.
"""

import argparse
import json
import pathlib
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

MANIFEST = """[package]
name = "edited"
version = "0.0.0"
edition = "2024"

[dependencies]
convnet = {{ path = {root} }}

[workspace]
"""

# `|` marks the cursor in all sources below.
GOOD = """use convnet::convnet;

const FILTERS: usize = 20;

convnet! {
    /// Digits.
    pub LeNet<28x28x1> = conv(5x5, FILTERS, stride = 1, pad = same) -> pool(2, round = floor) -> relu
        -> fc(100) -> (relu -> dropout) * 2 -> softmax(10)
        where params <= 10_000_000;
}

fn main() {
    println!("{}", LeNet::PARAMS);
}
"""


class Server:
    """A language server as a child process."""

    def __init__(self, command, root):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root)
        self.answers, self.published, self.idle = {}, queue.Queue(), threading.Event()
        self.lock, self.next_id = threading.Condition(), 0
        threading.Thread(target=self._read, daemon=True).start()

    def _send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _read(self):
        stream = self.process.stdout
        while line := stream.readline():
            length = 0
            while line.strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
                line = stream.readline()
            message = json.loads(stream.read(length))
            method = message.get("method")
            if method is None:
                with self.lock:
                    self.answers[message["id"]] = message
                    self.lock.notify_all()
            elif "id" in message:
                # The server's own requests: configuration, progress, capabilities.
                items = message.get("params", {}).get("items", []) if method == "workspace/configuration" else None
                self._send({"id": message["id"], "result": None if items is None else [None for _ in items]})
            elif method == "textDocument/publishDiagnostics":
                self.published.put(message["params"])
            elif method == "experimental/serverStatus":
                (self.idle.set if message["params"].get("quiescent") else self.idle.clear)()

    def notify(self, method, params):
        self._send({"method": method, "params": params})

    def ask(self, method, params, seconds=120):
        """The result of a request; asked again while the server says that its text has changed meanwhile."""
        deadline = time.monotonic() + seconds
        while True:
            self.next_id += 1
            mine = self.next_id
            self._send({"id": mine, "method": method, "params": params})
            with self.lock:
                if not self.lock.wait_for(lambda: mine in self.answers, deadline - time.monotonic()):
                    raise TimeoutError(f"{method} was not answered in {seconds} s")
                answer = self.answers.pop(mine)
            if "error" not in answer:
                return answer["result"]
            if answer["error"]["code"] not in (-32801, -32802, -32800) or time.monotonic() > deadline:
                raise RuntimeError(f"{method}: {answer['error']}")
            time.sleep(0.1)


class Editor:
    """One open file of a crate."""

    def __init__(self, command, crate, target):
        self.uri, self.version = (crate / "src/main.rs").as_uri(), 1
        self.server = Server(command, crate)
        options = {
            "cargo": {"targetDir": str(target)},
            "checkOnSave": False,
            "cachePriming": {"enable": False},
            "numThreads": 1,
            # What an editor shows at once, before any `cargo check`.
            "diagnostics": {"experimental": {"enable": True}},
        }
        snippets = {"completionItem": {"snippetSupport": False, "documentationFormat": ["markdown"]}}
        self.server.ask("initialize", {
            "processId": None,
            "rootUri": crate.as_uri(),
            "workspaceFolders": [{"uri": crate.as_uri(), "name": "edited"}],
            "initializationOptions": options,
            "capabilities": {
                "textDocument": {"completion": snippets, "hover": {"contentFormat": ["markdown"]},
                                 "publishDiagnostics": {}},
                "experimental": {"serverStatusNotification": True},
            },
        })
        self.server.notify("initialized", {})
        text = (crate / "src/main.rs").read_text()
        document = {"uri": self.uri, "languageId": "rust", "version": 1, "text": text}
        self.server.notify("textDocument/didOpen", {"textDocument": document})

    def write(self, text):
        """Replaces the file's text, as typing does; nothing is saved."""
        self.version += 1
        document = {"uri": self.uri, "version": self.version}
        self.server.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def ask(self, method, marked):
        """Writes the text without its mark `|`, and asks about the place of the mark."""
        before, after = marked.split("|")
        self.write(before + after)
        place = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])}
        return self.server.ask(method, {"textDocument": {"uri": self.uri}, "position": place})

    def hover(self, marked):
        answer = self.ask("textDocument/hover", marked)
        return answer["contents"]["value"] if answer else ""

    def definitions(self, marked):
        """(file, line of its text) of each definition."""
        found = []
        for place in self.ask("textDocument/definition", marked) or []:
            uri = place.get("targetUri", place.get("uri"))
            line = (place.get("targetSelectionRange") or place.get("range"))["start"]["line"]
            path = pathlib.Path(uri.removeprefix("file://"))
            found.append((path, path.read_text().splitlines()[line]))
        return found

    def completions(self, marked):
        answer = self.ask("textDocument/completion", marked) or []
        items = answer["items"] if isinstance(answer, dict) else answer
        return [item.get("filterText") or item["label"] for item in items]

    def diagnostics(self, text):
        """(line, column, message) of the errors that the server itself shows of a text."""
        while not self.server.published.empty():
            self.server.published.get()
        self.write(text)
        version, latest = self.version, None
        # It publishes in parts; the last one has everything.
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                params = self.server.published.get(timeout=1.5 if latest is not None else 60)
            except queue.Empty:
                break
            if params["uri"] == self.uri and params.get("version", version) == version:
                latest = params["diagnostics"]
        starts = [(d["range"]["start"]["line"], d["range"]["start"]["character"], d["message"])
                  for d in latest or [] if d.get("severity") == 1]
        return sorted(starts)

    def wait(self, seconds):
        """Until the macro is expanded: the server needs the sources, and the macro built."""
        deadline = time.monotonic() + seconds
        while "Learned numbers" not in self.hover(at(GOOD, "PARAMS")):
            if time.monotonic() > deadline:
                raise TimeoutError(f"rust-analyzer does not expand the macro after {seconds} s")
            time.sleep(1)


def at(text, word, offset=1):
    """`text` with the mark within the first `word`."""
    place = re.search(rf"\b{re.escape(word)}\b", text).start() + offset
    return text[:place] + "|" + text[place:]
