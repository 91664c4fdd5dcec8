"""Measures one epoch of LeNet on MNIST, batch 64: convnet and PyTorch eager side by side on this machine.

    python3 scripts/compare_pytorch.py --python PATH_OF_A_PYTHON_WITH_TORCH [--threads 2] [--rounds 3] [--epochs 3]

Both run the same work: 60,000 images in a new order, pixels from bytes to floats, forward, cross entropy, backward,
SGD with momentum. The peers take turns (A B C .. A B C ..), so that a machine that slows down slows them all; each turn
is a process of its own, whose first epoch does not count. PyTorch runs with its images converted beforehand and picked
by index (no DataLoader), the fused optimizer, contiguous and channels_last; and once more with an allocator that keeps
its memory (MALLOC_MMAP_THRESHOLD_, MALLOC_TRIM_THRESHOLD_), which the default gives back and faults in again at every
step. Needs nothing but Python's library itself; `--python` needs torch and numpy.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEEP = {"MALLOC_MMAP_THRESHOLD_": "17179869184", "MALLOC_TRIM_THRESHOLD_": "17179869184"}


def worker(mode, data, threads, epochs, batch):
    """Runs in the Python with torch: prints what benches/epoch.rs prints."""
    import numpy as np
    import torch
    import torch.nn.functional as F
    from torch import nn

    torch.set_num_threads(threads)
    torch.manual_seed(0)

    def idx(name, header):
        return np.frombuffer(gzip.open(Path(data) / name).read(), np.uint8, offset=header).copy()

    def part(name):
        images = idx(f"{name}-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28)
        labels = idx(f"{name}-labels-idx1-ubyte.gz", 8)
        return torch.from_numpy(images).float() / 255, torch.from_numpy(labels).long()

    x, y = part("train")
    test_x, test_y = part("t10k")
    network = nn.Sequential(
        nn.Conv2d(1, 20, 5), nn.MaxPool2d(2), nn.ReLU(), nn.Flatten(),
        nn.Linear(2880, 100), nn.ReLU(), nn.Linear(100, 10),
    )
    if mode == "channels_last":
        network = network.to(memory_format=torch.channels_last)
        x = x.contiguous(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.03, momentum=0.9, fused=True)
    for epoch in range(epochs + 1):
        start = time.perf_counter()
        order = torch.randperm(len(x))
        total = 0.0
        for first in range(0, len(x), batch):
            indices = order[first:first + batch]
            optimizer.zero_grad(set_to_none=True)
            loss = F.cross_entropy(network(x[indices]), y[indices])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(indices)
        seconds = time.perf_counter() - start
        print(f"epoch {epoch} seconds {seconds:.4f} loss {total / len(x):.4f}", flush=True)
    with torch.no_grad():
        print(f"accuracy {(network(test_x).argmax(1) == test_y).float().mean().item():.4f}")


def build():
    """The benchmark's executable."""
    command = ["cargo", "bench", "--bench", "epoch", "--no-run", "--message-format=json"]
    lines = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    messages = [json.loads(line) for line in lines if line.startswith("{")]
    return [m["executable"] for m in messages if m.get("executable") and m["target"]["name"] == "epoch"][-1]


def run(command, extra):
    """The seconds of every epoch but the first, the last loss, the accuracy."""
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=os.environ | extra).stdout
    epochs = [line.split() for line in out.splitlines() if line.startswith("epoch")]
    accuracy = float(out.split("accuracy")[1])
    return [float(e[3]) for e in epochs[1:]], float(epochs[-1][5]), accuracy


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", default=sys.executable, help="a Python that has torch and numpy")
    parser.add_argument("--data", default=str(ROOT / "examples/data/mnist"), help="the directory of the four .gz files")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3, help="turns of each peer")
    parser.add_argument("--epochs", type=int, default=3, help="measured epochs of each turn")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--worker", choices=["eager", "channels_last"], help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.worker:
        return worker(args.worker, args.data, args.threads, args.epochs, args.batch)

    options = ["--data", args.data, "--threads", str(args.threads), "--epochs", str(args.epochs)]
    options += ["--batch", str(args.batch)]
    torch = [args.python, __file__, *options, "--worker"]
    peers = {
        "convnet": ([build(), "--bench", *options], {}),
        "PyTorch eager": ([*torch, "eager"], {}),
        "PyTorch channels_last": ([*torch, "channels_last"], {}),
        "PyTorch eager, memory kept": ([*torch, "eager"], KEEP),
        "PyTorch channels_last, memory kept": ([*torch, "channels_last"], KEEP),
    }
    seconds = {name: [] for name in peers}
    ends = {}
    for turn in range(args.rounds):
        for name, (command, extra) in peers.items():
            times, loss, accuracy = run(command, extra)
            seconds[name] += times
            ends[name] = (loss, accuracy)
            print(f"turn {turn + 1}: {name}: {' '.join(f'{t:.3f}' for t in times)} s", file=sys.stderr, flush=True)

    ours = statistics.median(seconds["convnet"])
    print(f"One epoch of 60,000 images, batch {args.batch}, {args.threads} threads; {args.rounds} turns of {args.epochs}")
    print("| | median s | least s | of convnet's time | last loss | test accuracy |")
    print("|---|---|---|---|---|---|")
    for name, times in seconds.items():
        median, (loss, accuracy) = statistics.median(times), ends[name]
        print(f"| {name} | {median:.3f} | {min(times):.3f} | {median / ours:.2f} | {loss:.4f} | {accuracy:.2%} |")


if __name__ == "__main__":
    main()
