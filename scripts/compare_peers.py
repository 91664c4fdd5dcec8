"""Measures convnet beside PyTorch, onnxruntime, OpenVINO and JAX on this machine, and prints the table.

    python3 scripts/compare_peers.py --python PYTHON_WITH_TORCH [--openvino-python ..] [--jax-python ..]
        [--rows 'vgg16-*'] [--peers convnet torch-eager] [--rounds 3] [--secs 2] [--results peers.jsonl]

`--python` needs torch, torchvision, numpy, onnx and onnxruntime (or `--onnxruntime-python`); peers without a Python are
left out. Needs nothing but Python's library itself. Nothing else may run on the machine meanwhile.

The peers take turns (A B C .. A B C ..), each case in a process of its own, so that a machine that slows down slows them
all. Behind the first round run only peers that took no more than 1.5 times the best one's time, and PyTorch's best.
`-kept` is PyTorch with an allocator that keeps its memory (MALLOC_MMAP_THRESHOLD_, MALLOC_TRIM_THRESHOLD_), which the
default gives back and faults in again at every step.

With `--results` every measurement is stored as a line of JSON, and not made again; `--again PEER ..` forgets those of
some peers, `--limit SECONDS` stops after a while, to go on in another call; `--table` measures nothing.
"""

import argparse
import fnmatch
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEEP = {"MALLOC_MMAP_THRESHOLD_": "17179869184", "MALLOC_TRIM_THRESHOLD_": "17179869184"}
OURS = "convnet"
SETS = {f"{OURS}-{isa}": isa for isa in ("avx2", "scalar")}
TORCH = ["torch-eager", "torch-channels_last", "torch-compile", "torch-eager-kept", "torch-channels_last-kept"]
INFERENCE = ["torch-jit", "onnxruntime", "openvino"]
PEERS = [OURS, *SETS, *TORCH, *INFERENCE, "jax"]

# Network, case, batch, how many times as fast as the best peer we want to be.
ROWS = [
    ("nielsen1", "infer", 1, 1.5), ("nielsen1", "infer", 256, 2.0),
    ("nielsen1", "train", 10, 4.0), ("nielsen1", "train", 64, 3.0),
    ("nielsen2", "infer", 1, 1.5), ("nielsen2", "infer", 256, 1.3),
    ("nielsen2", "train", 10, 3.0), ("nielsen2", "train", 64, 2.2),
    ("alexnet", "infer", 1, 1.1), ("alexnet", "infer", 16, 1.25), ("alexnet", "train", 16, 1.6),
    ("vgg16", "infer", 1, 1.6), ("vgg16", "infer", 8, 1.8), ("vgg16", "train", 4, 1.7),
    ("resnet18", "infer", 1, 1.3), ("resnet18", "infer", 8, 1.3), ("resnet18", "train", 8, 1.3),
    ("nielsen1", "epoch", 64, None), ("nielsen1", "start", 1, None),
]  # fmt: skip

# The row in which the machine itself is measured; it has no network.
MACHINE = ("nielsen1", "peak", 1)


def name(row):
    return "-".join(map(str, row[:3]))


def can(peer, row):
    """Whether the peer does such work, and it is worth while to ask it."""
    net, case, batch, _ = row
    if case == "start":
        return peer in (OURS, "torch-eager", "onnxruntime", "openvino", "jax")
    if case == "epoch":
        return peer in (OURS, *TORCH)
    if case == "train":
        return peer not in INFERENCE and not (peer == "jax" and net == "resnet18")
    return not peer.endswith("-kept") and not (peer == "jax" and net == "resnet18")


def build():
    """Our executable."""
    command = ["cargo", "bench", "--bench", "networks", "--no-run", "--message-format=json"]
    lines = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    messages = [json.loads(line) for line in lines if line.startswith("{")]
    return [m["executable"] for m in messages if m.get("executable") and m["target"]["name"] == "networks"][-1]


class Bench:
    """Runs cases and remembers what they gave."""

    def __init__(self, args):
        self.args = args
        self.binary = args.binary
        self.pythons = {
            "torch": args.python,
            "onnxruntime": args.onnxruntime_python or args.python,
            "openvino": args.openvino_python,
            "jax": args.jax_python,
        }
        self.lines = []
        if args.results and Path(args.results).exists():
            stored = [json.loads(line) for line in Path(args.results).read_text().splitlines()]
            self.lines = [line for line in stored if line["peer"] not in args.again]
            if len(self.lines) < len(stored):
                Path(args.results).write_text("".join(json.dumps(line) + "\n" for line in self.lines))
        self.end = time.monotonic() + args.limit
        self.left = 0

    def python(self, peer):
        return self.pythons[peer.split("-")[0]]

    def peers(self):
        """Those that are asked for and there."""
        asked = [p for p in PEERS if any(fnmatch.fnmatch(p, pattern) for pattern in self.args.peers)]
        return [p for p in asked if p == OURS or p in SETS or self.python(p)]

    def of(self, row, peer, threads, turn=None):
        """What the peer has given for a row, in all turns or in one."""
        key = {"row": row, "peer": peer, "threads": threads} | ({} if turn is None else {"turn": turn})
        return [line for line in self.lines if all(line[field] == value for field, value in key.items())]

    def median(self, row, peer, threads, field="median_ms"):
        values = [line[field] for line in self.of(row, peer, threads) if line.get(field)]
        return statistics.median(values) if values else None

    def command(self, peer, options):
        if peer == OURS or peer in SETS:
            self.binary = self.binary or build()
            return [self.binary, "--bench", *options] + (["--isa", SETS[peer]] if peer in SETS else [])
        script = str(Path(__file__).with_name("peer.py"))
        return [self.python(peer), script, peer.removesuffix("-kept"), *options, "--onnx", self.args.onnx]

    def export(self, options, row):
        """The ONNX file, unless it is there."""
        if not (Path(self.args.onnx) / f"{row[0]}_b{row[2]}.onnx").exists():
            script = str(Path(__file__).with_name("peer.py"))
            command = [self.args.python, script, "export", *options, "--onnx", self.args.onnx]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def run(self, row, peer, threads, turn):
        """One case of one peer, unless it is known or the time is over."""
        row_name = name(row)
        if self.of(row_name, peer, threads, turn):
            return
        if self.args.table or time.monotonic() > self.end:
            self.left += 1
            return
        net, case, batch = row[:3]
        options = ["--net", net, "--case", case, "--batch", str(batch), "--threads", str(threads)]
        options += ["--secs", str(self.args.secs), "--epochs", "1"] if case != "peak" else ["--secs", "2"]
        if peer in ("onnxruntime", "openvino"):
            self.export(options[:6], row)
        command = self.command(peer, options)
        extra = KEEP if peer.endswith("-kept") else {}
        times = []
        # Of a start the whole process is timed, a few times.
        for _ in range(5 if case == "start" else 1):
            start = time.perf_counter()
            done = subprocess.run(command, capture_output=True, text=True, env=os.environ | extra)
            times.append(1e3 * (time.perf_counter() - start))
        found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        line = found[-1] if done.returncode == 0 and found else {"error": done.stderr[-300:]}
        if case == "start" and found:
            line |= {"median_ms": statistics.median(times), "least_ms": min(times), "runs": len(times)}
        line |= {"row": row_name, "peer": peer, "threads": threads, "turn": turn}
        self.lines.append(line)
        if self.args.results:
            with open(self.args.results, "a") as file:
                file.write(json.dumps(line) + "\n")
        said = line.get("error") or f"{line.get('median_ms', 0):.3f} ms"
        print(f"turn {turn} {row_name} x{threads} {peer}: {said}", file=sys.stderr, flush=True)

    def best(self, row, threads, among=PEERS):
        """The fastest of some peers that are not ours, and its time; the others' times too."""
        times = {p: self.median(row, p, threads) for p in among if p != OURS and p not in SETS}
        times = {p: t for p, t in times.items() if t}
        return (min(times, key=times.get) if times else None), times

    def turns(self, rows):
        """All rounds of all rows."""
        threads = self.args.threads
        machine = (*MACHINE, None)
        for turn in range(1, self.args.rounds + 1):
            for count in sorted({1, threads}):
                self.run(machine, OURS, count, turn)
            for row in rows:
                best, times = self.best(name(row), threads)
                torch, _ = self.best(name(row), threads, TORCH + ["torch-jit"])
                for peer in self.peers():
                    slow = peer in times and times[peer] > 1.5 * times[best] and peer != torch
                    if can(peer, row) and not (turn > 1 and (slow or peer in SETS)):
                        self.run(row, peer, threads, turn)
                # What threads bring.
                if row[1] in ("infer", "train"):
                    for count in range(1, threads):
                        self.run(row, OURS, count, turn)

    def allowed(self, row, threads):
        """Milliseconds below which the machine does not get without other arithmetic: the convolutions' multiply-adds,
        then those of the fully connected layers or, where they take longer to read, their weights from memory."""
        of = {field: self.median(name(row), OURS, threads, field) for field in ("conv_gflop", "fc_gflop", "fc_mb")}
        peak = self.median(name(MACHINE), OURS, threads, "peak_gflops")
        read = self.median(name(MACHINE), OURS, threads, "read_gb_s")
        if not (of["conv_gflop"] and peak and read):
            return None
        # Smaller ones stay in a cache. A step reads weights forward and backward and writes them, and reads and writes
        # their velocities.
        passes = 0 if of["fc_mb"] < 16 else 5 if row[1] == "train" else 1
        return 1e3 * (of["conv_gflop"] / peak + max(of["fc_gflop"] / peak, 1e-3 * passes * of["fc_mb"] / read))


def shown(value, digits=3):
    """A number with some digits that count, or a dash."""
    if value is None:
        return "-"
    if value >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    return f"{value:.{digits}g}"


def of_threads(count):
    return f"{count} thread" + "s" * (count > 1)


def ratio(a, b):
    return f"{a / b:.2f}" if a and b else "-"


def work(row):
    net, case, batch = row[:3]
    what = {"infer": "inference", "train": "training step", "epoch": "epoch of MNIST", "start": "start to first answer"}
    return f"{net}, {what[case]}" + (f", {batch}" if case != "start" else "")


def main_table(bench, rows):
    threads = bench.args.threads
    print("| work | ms | best peer, ms | ratio | goal | GFLOP/s | of FMA peak | of what the machine allows "
          "| peak RSS, MB | PyTorch's | ratio |")
    print("|---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    peak = bench.median(name(MACHINE), OURS, threads, "peak_gflops")
    for row in rows:
        key = name(row)
        ours = bench.median(key, OURS, threads)
        best, times = bench.best(key, threads)
        peer = f"{shown(times[best])} {best}" if best else "-"
        speed, allowed = bench.median(key, OURS, threads, "gflops"), bench.allowed(row, threads)
        rss = bench.median(key, OURS, threads, "peak_rss_mb")
        torch, _ = bench.best(key, threads, TORCH + ["torch-jit"])
        torch_rss = bench.median(key, torch, threads, "peak_rss_mb") if torch else None
        print(
            f"| {work(row)} | {shown(ours)} | {peer} | {ratio(times.get(best), ours)} | {row[3] or '-'} "
            f"| {shown(speed)} | {f'{speed / peak:.0%}' if speed and peak else '-'} "
            f"| {f'{allowed / ours:.0%}' if allowed and ours else '-'} "
            f"| {shown(rss)} | {shown(torch_rss)} | {ratio(rss, torch_rss)} |"
        )


def peers_table(bench, rows):
    threads = bench.args.threads
    there = [p for p in PEERS if any(bench.median(name(row), p, threads) for row in rows)]
    print("\n| ms | " + " | ".join(there) + " |\n|---|" + "--:|" * len(there))
    for row in rows:
        print(f"| {work(row)} | " + " | ".join(shown(bench.median(name(row), p, threads)) for p in there) + " |")


def threads_table(bench, rows):
    counts = range(1, bench.args.threads + 1)
    print("\n| convnet, ms | " + " | ".join(map(of_threads, counts)) + " | times as fast |")
    print("|---|" + "--:|" * (len(counts) + 1))
    for row in rows:
        times = [bench.median(name(row), OURS, n) for n in counts]
        if times[0] and times[-1]:
            print(f"| {work(row)} | " + " | ".join(map(shown, times)) + f" | {ratio(times[0], times[-1])} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", help="a Python with torch")
    parser.add_argument("--onnxruntime-python", help="a Python with onnxruntime, unless `--python` has it")
    parser.add_argument("--openvino-python", help="a Python with openvino")
    parser.add_argument("--jax-python", help="a Python with jax")
    parser.add_argument("--onnx", default=str(ROOT / "target/onnx"), help="where ONNX files are kept")
    parser.add_argument("--binary", help="our benchmark's executable, unless it is to be built")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--secs", type=float, default=2, help="about how long a case is measured")
    parser.add_argument("--rows", nargs="+", default=["*"], help="patterns such as 'vgg16-*', '*-train-*'")
    parser.add_argument("--peers", nargs="+", default=["*"], help=f"patterns; there are {', '.join(PEERS)}")
    parser.add_argument("--results", help="a file of JSON lines to go on with")
    parser.add_argument("--again", nargs="+", default=[], help="peers whose stored results do not count")
    parser.add_argument("--limit", type=float, default=float("inf"), help="seconds after which no case begins")
    parser.add_argument("--table", action="store_true", help="only print what is stored")
    args = parser.parse_args()
    bench = Bench(args)
    rows = [row for row in ROWS if any(fnmatch.fnmatch(name(row), pattern) for pattern in args.rows)]
    bench.turns(rows)
    if bench.left and not args.table:
        print(f"{bench.left} cases are left", file=sys.stderr)
        return 3
    for threads in sorted({1, args.threads}):
        peak = bench.median(name(MACHINE), OURS, threads, "peak_gflops")
        read = bench.median(name(MACHINE), OURS, threads, "read_gb_s")
        if peak and read:
            print(f"{of_threads(threads)}: {peak:.0f} GFLOP/s of multiply-adds, {read:.1f} GB/s read from memory\n")
    main_table(bench, rows)
    peers_table(bench, rows)
    threads_table(bench, rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
