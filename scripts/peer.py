"""One case of a peer: the work of benches/networks, done by another program; prints a line of JSON as that does.

    python scripts/peer.py PEER --net vgg16 --case infer --batch 8 --threads 2 --secs 2 [--onnx DIR]

PEER is torch-eager, torch-channels_last, torch-jit (inference), torch-compile, onnxruntime, openvino or jax; it needs a
Python with that package (and torchvision for ResNet-18). `export` writes a network as the ONNX file that onnxruntime
and OpenVINO read (`--onnx`); it needs torch and onnx.
"""

import argparse
import gzip
import json
import statistics
import time
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

CLASSES = {"nielsen1": 10, "nielsen2": 10}
SHAPES = {"nielsen1": (1, 28, 28), "nielsen2": (1, 28, 28)}


def layers(net):
    """A chain of layers: conv inputs filters window stride pad, pool window stride, fc inputs units, relu, drop, flat."""
    relu, drop, flat = [("relu",)], [("drop",)], [("flat",)]

    def conv(*numbers):
        return [("conv", *numbers), *relu]

    def fc(*numbers):
        return [("fc", *numbers), *relu]

    def pool(window, stride):
        return [("pool", window, stride)]

    def pooled(*numbers):
        return [("conv", *numbers), ("pool", 2, 2), *relu]

    if net == "nielsen1":
        return pooled(1, 20, 5, 1, 0) + flat + fc(2880, 100) + [("fc", 100, 10)]
    if net == "nielsen2":
        wide = fc(640, 1000) + drop + fc(1000, 1000) + drop
        return pooled(1, 20, 5, 1, 0) + pooled(20, 40, 5, 1, 0) + flat + wide + [("fc", 1000, 10)]
    if net == "alexnet":
        front = conv(3, 64, 11, 4, 2) + pool(3, 2) + conv(64, 192, 5, 1, 2) + pool(3, 2) + conv(192, 384, 3, 1, 1)
        front += conv(384, 256, 3, 1, 1) + conv(256, 256, 3, 1, 1) + pool(3, 2)
        return front + flat + drop + fc(9216, 4096) + drop + fc(4096, 4096) + [("fc", 4096, 1000)]
    chain, depth = [], 3
    for count, filters in [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]:
        for _ in range(count):
            chain += conv(depth, filters, 3, 1, 1)
            depth = filters
        chain += pool(2, 2)
    return chain + flat + fc(25088, 4096) + drop + fc(4096, 4096) + drop + [("fc", 4096, 1000)]


def summary(times):
    """Seconds as the milliseconds that benches/networks prints."""
    return {"median_ms": 1e3 * statistics.median(times), "least_ms": 1e3 * min(times), "runs": len(times)}


def timed(f, secs):
    """As `time` in benches/networks: warms up for a third of `secs`, then at least three runs."""
    end = time.perf_counter() + secs / 3
    while True:
        f()
        if time.perf_counter() > end:
            break
    times, end = [], time.perf_counter() + secs
    while len(times) < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        f()
        times.append(time.perf_counter() - start)
    return summary(times)


def peak_rss_mb():
    """The most memory of this process, in MiB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024


def torch_module(net):
    """The network in PyTorch."""
    from torch import nn

    if net == "resnet18":
        import torchvision

        return torchvision.models.resnet18()
    make = {
        "conv": lambda *n: nn.Conv2d(n[0], n[1], n[2], n[3], n[4]),
        "pool": lambda *n: nn.MaxPool2d(*n),
        "fc": lambda *n: nn.Linear(*n),
        "relu": lambda: nn.ReLU(inplace=True),
        "drop": lambda: nn.Dropout(0.5),
        "flat": nn.Flatten,
    }
    return nn.Sequential(*(make[kind](*numbers) for kind, *numbers in layers(net)))


def torch_optimizer(model, rate, momentum):
    """The faster one of PyTorch's: fused over all parameters."""
    import torch

    return torch.optim.SGD(model.parameters(), lr=rate, momentum=momentum, fused=True)


def torch_case(args, mode):
    """PyTorch: eager, channels_last, jit or compile (both in channels_last, which suits them better)."""
    import torch
    import torch.nn.functional as F

    torch.set_num_threads(args.threads)
    torch.manual_seed(0)
    if args.case == "epoch":
        return torch_epoch(args, mode)
    model, x = torch_module(args.net), torch.randn(args.batch, *SHAPES.get(args.net, (3, 224, 224)))
    if mode != "eager":
        model, x = model.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)
    if args.case != "train":
        model.eval()
        with torch.inference_mode():
            if mode == "jit":
                model = torch.jit.optimize_for_inference(torch.jit.trace(model, x))
            if mode == "compile":
                import torch._inductor.config

                torch._inductor.config.freezing = True
                model = torch.compile(model)
            if args.case == "start":
                model(x)
                return {}
            return timed(lambda: model(x), args.secs)
    momentum = 0.0 if args.net.startswith("nielsen") else 0.9
    optimizer = torch_optimizer(model, 0.01, momentum)
    y = 7 * torch.arange(args.batch) % CLASSES.get(args.net, 1000)
    run = torch.compile(model) if mode == "compile" else model

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(run(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return timed(step, args.secs)


def torch_epoch(args, mode):
    """MNIST's 60,000 images in a new order. They are floats beforehand and picked by index: no DataLoader."""
    import numpy as np
    import torch
    import torch.nn.functional as F

    def idx(name, header):
        return np.frombuffer(gzip.open(Path(args.data) / name).read(), np.uint8, offset=header).copy()

    def part(name):
        images = idx(f"{name}-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28)
        return torch.from_numpy(images).float() / 255, torch.from_numpy(idx(f"{name}-labels-idx1-ubyte.gz", 8)).long()

    (x, y), (test_x, test_y) = part("train"), part("t10k")
    model = torch_module("nielsen1")
    if mode != "eager":
        model, x = model.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)
    optimizer, times = torch_optimizer(model, 0.03, 0.9), []
    run = torch.compile(model) if mode == "compile" else model
    for _ in range(args.epochs + 1):
        start, order, total = time.perf_counter(), torch.randperm(len(x)), 0.0
        for indices in order.split(args.batch):
            optimizer.zero_grad(set_to_none=True)
            loss = F.cross_entropy(run(x[indices]), y[indices])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(indices)
        times.append(time.perf_counter() - start)
    with torch.no_grad():
        accuracy = (model(test_x).argmax(1) == test_y).float().mean().item()
    return summary(times[1:]) | {"loss": total / len(x), "accuracy": accuracy}


def onnx_file(args):
    """The network with its batch fixed."""
    return str(Path(args.onnx) / f"{args.net}_b{args.batch}.onnx")


def export(args):
    """Writes the ONNX file."""
    import torch

    model = torch_module(args.net).eval()
    x = torch.randn(args.batch, *SHAPES.get(args.net, (3, 224, 224)))
    Path(args.onnx).mkdir(parents=True, exist_ok=True)
    torch.onnx.export(model, (x,), onnx_file(args), dynamo=False, input_names=["x"], output_names=["y"])
    return {}


def onnxruntime_case(args):
    """onnxruntime's CPU provider."""
    import numpy as np
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = args.threads, 1
    session = onnxruntime.InferenceSession(onnx_file(args), options, providers=["CPUExecutionProvider"])
    x = {"x": np.random.randn(*session.get_inputs()[0].shape).astype("f")}
    session.run(None, x)
    return {} if args.case == "start" else timed(lambda: session.run(None, x), args.secs)


def openvino_case(args):
    """OpenVINO's CPU plugin in f32."""
    import numpy as np
    import openvino

    hints = {"INFERENCE_NUM_THREADS": args.threads, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}
    compiled = openvino.Core().compile_model(onnx_file(args), "CPU", hints)
    request = compiled.create_infer_request()
    request.set_tensor(compiled.inputs[0], openvino.Tensor(np.random.randn(*compiled.inputs[0].shape).astype("f")))
    request.infer()
    return {} if args.case == "start" else timed(request.infer, args.secs)


def jax_case(args):
    """JAX, compiled by XLA for the CPU; images by pixel, then channel, as XLA prefers there."""
    import os

    eigen = "true" if args.threads > 1 else "false"
    os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={eigen}"
    os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[: args.threads]))
    import jax
    import jax.numpy as jnp
    import numpy as np
    from jax import lax

    chain, rng = layers(args.net), np.random.default_rng(0)
    channels, height, width = SHAPES.get(args.net, (3, 224, 224))

    def drawn(*shape):
        return jnp.asarray(rng.standard_normal(shape, dtype="f") / np.sqrt(np.prod(shape[:-1])))

    params = []
    for kind, *n in chain:
        if kind == "conv":
            params.append((drawn(n[2], n[2], n[0], n[1]), jnp.zeros(n[1])))
        if kind == "fc":
            params.append((drawn(n[0], n[1]), jnp.zeros(n[1])))

    def forward(params, x, key=None):
        rest = iter(params)
        for kind, *n in chain:
            if kind == "conv":
                (w, b), pad = next(rest), [(n[4], n[4])] * 2
                x = lax.conv_general_dilated(x, w, (n[3],) * 2, pad, dimension_numbers=("NHWC", "HWIO", "NHWC")) + b
            elif kind == "pool":
                x = lax.reduce_window(x, -jnp.inf, lax.max, (1, n[0], n[0], 1), (1, n[1], n[1], 1), "VALID")
            elif kind == "relu":
                x = jnp.maximum(x, 0)
            elif kind == "flat":
                x = x.reshape(x.shape[0], -1)
            elif kind == "fc":
                w, b = next(rest)
                x = x @ w + b
            elif key is not None:
                key, drop = jax.random.split(key)
                x = jnp.where(jax.random.bernoulli(drop, 0.5, x.shape), x * 2, 0.0)
        return x

    x = jnp.asarray(rng.standard_normal((args.batch, height, width, channels), dtype="f"))
    if args.case != "train":
        run = jax.jit(forward)
        run(params, x).block_until_ready()
        return {} if args.case == "start" else timed(lambda: run(params, x).block_until_ready(), args.secs)
    y = 7 * jnp.arange(args.batch) % CLASSES.get(args.net, 1000)
    momentum = 0.0 if args.net.startswith("nielsen") else 0.9

    def loss(params, x, key):
        return -jnp.mean(jax.nn.log_softmax(forward(params, x, key))[jnp.arange(args.batch), y])

    def step(params, velocity, key):
        value, gradients = jax.value_and_grad(loss)(params, x, key)
        if momentum:
            gradients = velocity = jax.tree.map(lambda v, g: momentum * v + g, velocity, gradients)
        params = jax.tree.map(lambda w, g: w - 0.01 * g, params, gradients)
        return params, velocity, jax.random.split(key)[0], value

    compiled = jax.jit(step, donate_argnums=(0, 1))
    state = [params, jax.tree.map(jnp.zeros_like, params) if momentum else (), jax.random.key(0)]

    def go():
        *rest, value = compiled(*state)
        state[:] = rest
        float(value)

    return timed(go, args.secs)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("peer")
    parser.add_argument("--net", default="nielsen1")
    parser.add_argument("--case", default="infer", choices=["infer", "train", "epoch", "start"])
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--secs", type=float, default=2)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--onnx", default="onnx", help="the directory of the ONNX files")
    parser.add_argument("--data", default=str(Path(__file__).parent.parent / "examples/data/mnist"))
    args = parser.parse_args()
    if args.peer.startswith("torch-"):
        line = torch_case(args, args.peer.removeprefix("torch-"))
    else:
        cases = {"onnxruntime": onnxruntime_case, "openvino": openvino_case, "jax": jax_case, "export": export}
        line = cases[args.peer](args)
    said = {name: getattr(args, name) for name in ("peer", "net", "case", "batch", "threads")}
    print(json.dumps(said | line | {"peak_rss_mb": peak_rss_mb()}))


if __name__ == "__main__":
    main()
