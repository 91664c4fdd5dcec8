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
    pub LeNet<28x28x1> = conv(5x5, 20, stride = 1, pad = same) -> pool(2, round = floor) -> relu
        -> fc(100, init = he) -> (relu -> dropout) * 2 -> softmax(10)
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
        self.answers, self.lock, self.next_id = {}, threading.Condition(), 0
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
            # Names that do not exist, too.
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
                                 "diagnostic": {}},
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
        """(line, column, message) of the errors that the server itself finds in a text, without any `cargo check`."""
        self.write(text)
        report = self.server.ask("textDocument/diagnostic", {"textDocument": {"uri": self.uri}})
        errors = [(found["range"]["start"], found["message"]) for found in report["items"] if found["severity"] == 1]
        return sorted((start["line"], start["character"], message) for start, message in errors)

    def close(self):
        """Ends the server, as the protocol has it; by force if it does not listen."""
        try:
            self.server.ask("shutdown", None, 10)
            self.server.notify("exit", None)
            self.server.process.wait(10)
        except (TimeoutError, OSError, RuntimeError, subprocess.TimeoutExpired):
            self.server.process.kill()

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


class Checks:
    """Compares, prints, and counts what differs."""

    def __init__(self):
        self.failed = 0

    def that(self, good, what, seen):
        print(f"{'ok  ' if good else 'FAIL'} {what}: {seen}", flush=True)
        self.failed += not good


def one_line(text, most=150):
    text = re.sub(r"\s+", " ", re.sub(r"```\w*|---", " ", text)).strip()
    return text if len(text) <= most else text[:most] + " .."


def hovers(editor, checks):
    for word, expected in [
        ("conv", "convnet::layers.*struct conv.*A convolution.*Source: \\[CS231n"),
        ("pool", "convnet::layers.*struct pool.*Max pooling"),
        ("relu", "convnet::layers.*struct relu.*max\\(0, x\\)"),
        ("dropout", "convnet::layers.*struct dropout"),
        ("softmax", "convnet::layers.*struct softmax"),
        ("stride", "convnet::layers::conv.*stride.*The window's step"),
        ("same", "convnet::words::Pad.*same.*As many zeros as keep"),
        ("floor", "convnet::words::Round.*floor"),
        ("init", "convnet::layers::fc.*init.*From which distribution"),
        ("he", "convnet::words::Init.*he.*Delving deep into rectifiers"),
        ("params", "convnet::words::budgets.*params.*Learned numbers"),
        ("5x5", "convnet::layers::conv.*window"),
        ("100", "convnet::layers::fc.*units"),
        ("LeNet", "Digits\\..*\\|conv1\\|conv\\|5x5, pad same\\|28x28x20\\|520\\|392,000\\|"),
    ]:
        text = editor.hover(at(GOOD, word))
        checks.that(re.search(expected, text, re.S) and "__private" not in text, f"hover on {word}", one_line(text))


def definitions(editor, checks):
    for word, file, line in [
        ("conv", "src/layers.rs", "pub struct conv {"),
        ("relu", "src/layers.rs", "pub struct relu {}"),
        ("stride", "src/layers.rs", "pub stride:"),
        ("same", "src/words.rs", "same,"),
        ("he", "src/words.rs", "he,"),
        ("params", "src/words.rs", "pub params:"),
    ]:
        found = editor.definitions(at(GOOD, word))
        good = len(found) == 1 and found[0][0] == ROOT / file and found[0][1].strip().startswith(line)
        checks.that(good, f"definition of {word}", [(path.name, text.strip()) for path, text in found])
    found = editor.definitions(GOOD.replace("LeNet::PARAMS", "Le|Net::PARAMS"))
    good = len(found) == 1 and "pub LeNet<28x28x1>" in found[0][1]
    checks.that(good, "definition of LeNet where it is used", [(path.name, text.strip()) for path, text in found])


def completions(editor, checks):
    """Each: a part of the good source, what is typed in its place, words to be offered, words not to be."""
    for old, new, offered, others in [
        ("-> relu\n", "-> re|\n", ["relu", "relu6", "conv"], ["stride", "LeNet"]),
        ("-> relu\n", "-> |\n", ["relu", "conv", "global_avgpool"], ["stride", "LeNet"]),
        ("-> relu\n", "-> relu|\n", ["relu6", "conv"], ["LeNet"]),
        ("= conv(", "= co|(", ["conv"], ["LeNet"]),
        ("(relu -> dropout)", "(relu -> dr|)", ["dropout"], ["LeNet"]),
        ("stride = 1, pad = same", "str|", ["stride", "groups", "dilation"], ["window", "filters", "LeNet"]),
        ("stride = 1, pad = same", "stride = 1, |", ["pad", "groups"], ["stride", "window", "LeNet"]),
        ("stride = 1", "di|", ["dilation"], ["pad", "window"]),
        ("-> relu\n", "-> bn(|)\n", ["eps", "momentum"], ["LeNet"]),
        ("pad = same", "pad = |", ["same"], ["LeNet"]),
        ("round = floor", "round = fl|", ["floor", "ceil"], ["LeNet"]),
        ("init = he", "init = o|", ["orthogonal", "xavier"], ["LeNet"]),
        ("conv(5x5, 20", "conv(5x5, FI|", ["FILTERS"], []),
        ("params <= 10_000_000", "pa|", ["params", "macs", "memory"], ["LeNet"]),
        ("params <= 10_000_000", "params <= 10_000_000, |", ["macs", "memory"], ["LeNet"]),
        ("LeNet::PARAMS", "LeNet::|", ["PARAMS", "MACS", "LAYERS", "INPUT", "OUTPUT"], []),
    ]:
        assert GOOD.count(old) == 1, old
        found = editor.completions(GOOD.replace(old, new))
        good = all(word in found for word in offered) and not any(word in found for word in others)
        checks.that(good, f"completion of `{new.strip()}`", one_line(" ".join(sorted(found))))


UNFINISHED_SOURCE = """use convnet::convnet;

convnet! {
    DECLARATION
}

fn main() {
    let it = LeNet::PARAMS;
}
"""

UNFINISHED = [
    # What stands in the invocation, and a part of the only error.
    ("LeNet<28x28x1> = conv(5x5, );", "lacks the number of filters"),
    ("LeNet<28x28x1> = conv(5x5, )", "lacks the number of filters"),
    ("LeNet<28x28x1> = conv(5x5, 20) -> ;", "a layer is missing after this arrow"),
    ("LeNet<28x28x1> = conv(5x5, 20) ->", "a layer is missing after this arrow"),
    ("LeNet<28x28x1> = ;", "a layer is missing here"),
    ("LeNet<28x28x1> =", "a layer is missing here"),
    ("LeNet<28x28x1>;", "is missing"),
    ("LeNet<28x28x1>", "is missing"),
    ("LeNet;", "needs the volume of its input"),
    ("LeNet", "needs the volume of its input"),
    ("LeNet<28x28x1> = relu", "`;` is missing"),
    ("LeNet<28x28x1> = rel;", "there is no layer `rel`"),
    ("LeNet<28x28x1> = conv(5x5, 20, strid);", "`strid`"),
    ("LeNet<28x28x1> = conv(5x5, 20, strid = 2);", "`conv` has no argument `strid`"),
    ("LeNet<28x28x1> = conv(5x5, 20, pad = );", "a value is missing"),
    ("LeNet<28x28x1> = pool(2, round = fl);", "`round` is `floor` or `ceil`"),
    ("LeNet<28x28x1> = relu where ;", "a budget is missing"),
    ("LeNet<28x28x1> = relu where pa;", "`pa`"),
]


def unfinished(editor, checks):
    for declaration, expected in UNFINISHED:
        text = UNFINISHED_SOURCE.replace("DECLARATION", declaration)
        errors = editor.diagnostics(text)
        good = len(errors) == 1 and errors[0][0] == 3 and expected in errors[0][2]
        errors = [(line, column, one_line(error)) for line, column, error in errors]
        checks.that(good, f"errors of `{declaration}`", errors)
        known = editor.hover(at(text, "PARAMS"))
        checks.that("PARAMS: usize" in known, "    LeNet::PARAMS beside it", one_line(known))
    broken = GOOD.replace("-> fc(100)", "-> fc(100) -> conv(9x9, ) -> mystery")
    for word in ["conv", "stride", "softmax", "params"]:
        text = editor.hover(at(broken, word))
        checks.that("convnet::" in text, f"hover on {word} of a network with mistakes", one_line(text))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--server", default="rust-analyzer", help="the language server (rust-analyzer)")
    arguments.add_argument("--target", default=ROOT / "target/editor", help="where its builds go (target/editor)")
    arguments = arguments.parse_args()
    found = shutil.which(arguments.server)
    version = subprocess.run([found, "--version"], capture_output=True, text=True) if found else None
    if version is None or version.returncode != 0:
        print(f"skipped: no {arguments.server} (`rustup component add rust-analyzer rust-src`)")
        return 0
    print(version.stdout.strip())
    with tempfile.TemporaryDirectory() as folder:
        crate = pathlib.Path(folder).resolve() / "edited"
        (crate / "src").mkdir(parents=True)
        (crate / "Cargo.toml").write_text(MANIFEST.format(root=json.dumps(str(ROOT))))
        (crate / "src/main.rs").write_text(GOOD)
        for name in ["Cargo.lock", "rust-toolchain.toml"]:
            shutil.copy(ROOT / name, crate)
        editor, checks = Editor([found], crate, pathlib.Path(arguments.target).resolve()), Checks()
        try:
            start = time.monotonic()
            editor.wait(900)
            print(f"ready after {time.monotonic() - start:.0f} s")
            for part in [hovers, definitions, completions, unfinished]:
                part(editor, checks)
        finally:
            editor.close()
    print("all as expected" if checks.failed == 0 else f"{checks.failed} of the checks failed")
    return int(checks.failed > 0)


if __name__ == "__main__":
    sys.exit(main())
