"""Compares the networks of convnet::zoo with torchvision's and PyTorch's, at full size:

    python3 scripts/torchvision_parity.py [NETWORK ..] [--seed 1] [--keep FOLDER]
    python3 scripts/torchvision_parity.py --tensors > tests/fixtures/torchvision_tensors.txt

For one network after the other, in a temporary folder: random weights (also running statistics, close to those of the
images), two images of random pixels, their logits in double precision; for ResNet-18, AlexNet and GoogLeNet also a
step of training without dropout, and how far PyTorch's single precision is off there; and another step, with weights
under which rounding turns no ReLU and no max pooling (decisions.py), whose gradients are held to a strict bound. Then
`cargo test --release --test zoo -- --ignored` loads the weights, compares what convnet computes, and writes the
weights again: they must be the same, bit by bit, and those that PyTorch takes for the whole of its model. Networks
that torchvision has not are built here from PyTorch's modules.

`--tensors` prints each torchvision model's number of tensors and a hash of their names and shapes. Needs torch,
torchvision, numpy and safetensors (written with torch 2.15.0, torchvision 0.29.2), and 4 GB of memory and disk.
"""

import argparse
import copy
import json
import os
import subprocess
import sys
import tempfile
from collections import OrderedDict
from pathlib import Path

import torch
import torchvision
from safetensors.torch import load_file, save_file
from torch import nn

from decisions import settle

ROOT = Path(__file__).resolve().parent.parent
TORCHVISION = [
    "alexnet", "vgg11", "vgg13", "vgg16", "vgg19", "vgg11_bn", "vgg13_bn", "vgg16_bn", "vgg19_bn", "googlenet",
    "resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "squeezenet1_0", "squeezenet1_1",
]  # fmt: skip
TRAINED = ["resnet18", "alexnet", "googlenet"]
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def model_of_torchvision(name, **options):
    """torchvision's model; GoogLeNet as its published weights want it, with pixels transformed."""
    if name == "googlenet":
        options = {"aux_logits": False, "transform_input": True, "init_weights": False, **options}
    return getattr(torchvision.models, name)(**options)


def layers(*modules):
    """A Sequential in which each kind of layer with parameters is named and numbered as convnet does."""
    words = {nn.Conv2d: "conv", nn.BatchNorm2d: "bn", nn.Linear: "fc"}
    names, counts = OrderedDict(), {}
    for module in modules:
        word = words.get(type(module), type(module).__name__.lower())
        counts[word] = counts.get(word, 0) + 1
        names[f"{word}{counts[word]}"] = module
    return names


def classified(*modules, label="softmax1"):
    """`layers`, of which the last is the linear layer of a softmax."""
    names = layers(*modules)
    names[label] = names.popitem()[1]
    return nn.Sequential(names)


def renamed(sequential, **names):
    return nn.Sequential(OrderedDict((names.get(n, n), m) for n, m in sequential.named_children()))


def conv(i, o, f, **options):
    return [nn.Conv2d(i, o, f, **options), nn.ReLU()]


def wide(i, hidden, classes):
    """Two hidden layers with dropout, and the end."""
    return [
        nn.Flatten(), nn.Linear(i, hidden), nn.ReLU(), nn.Dropout(),
        nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(), nn.Linear(hidden, classes),
    ]  # fmt: skip


def pool(f, s=None, **options):
    return nn.MaxPool2d(f, s, **options)


def lrn(alpha=1e-4, k=1.0):
    return nn.LocalResponseNorm(5, alpha, 0.75, k)


def lenet():
    return classified(nn.Conv2d(1, 20, 5), pool(2), nn.ReLU(), nn.Flatten(), nn.Linear(2880, 100), nn.ReLU(),
                      nn.Linear(100, 10))  # fmt: skip


def nielsen():
    return classified(nn.Conv2d(1, 20, 5), pool(2), nn.ReLU(), nn.Conv2d(20, 40, 5), pool(2), nn.ReLU(),
                      *wide(640, 1000, 10))  # fmt: skip


def lenet5():
    net = classified(nn.Conv2d(1, 6, 5), nn.AvgPool2d(2), nn.Tanh(), nn.Conv2d(6, 16, 5), nn.AvgPool2d(2), nn.Tanh(),
                     nn.Conv2d(16, 120, 5), nn.Tanh(), nn.Flatten(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
                     label="output")  # fmt: skip
    return renamed(net, conv1="c1", conv2="c3", conv3="c5", fc1="f6")


def alexnet2012():
    norm = {"alpha": 5e-4, "k": 2.0}
    return classified(
        *conv(3, 96, 11, stride=4), lrn(**norm), pool(3, 2),
        *conv(96, 256, 5, padding=2, groups=2), lrn(**norm), pool(3, 2), *conv(256, 384, 3, padding=1),
        *conv(384, 384, 3, padding=1, groups=2), *conv(384, 256, 3, padding=1, groups=2), pool(3, 2),
        *wide(9216, 4096, 1000),
    )  # fmt: skip


def zfnet():
    return classified(
        *conv(3, 96, 7, stride=2, padding=1), pool(3, 2, ceil_mode=True), lrn(),
        *conv(96, 256, 5, stride=2), pool(3, 2, ceil_mode=True), lrn(), *conv(256, 384, 3, padding=1),
        *conv(384, 384, 3, padding=1), *conv(384, 256, 3, padding=1), pool(3, 2), *wide(9216, 4096, 1000),
    )  # fmt: skip


def nin():
    return nn.Sequential(layers(
        *conv(3, 192, 5, padding=2), *conv(192, 160, 1), *conv(160, 96, 1), pool(3, 2, ceil_mode=True), nn.Dropout(),
        *conv(96, 192, 5, padding=2), *conv(192, 192, 1), *conv(192, 192, 1),
        nn.AvgPool2d(3, 2, ceil_mode=True), nn.Dropout(),
        *conv(192, 192, 3, padding=1), *conv(192, 192, 1), *conv(192, 10, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
    ))  # fmt: skip


def allcnn():
    return nn.Sequential(layers(
        nn.Dropout(0.2), *conv(3, 96, 3, padding=1), *conv(96, 96, 3, padding=1),
        *conv(96, 96, 3, stride=2, padding=1), nn.Dropout(), *conv(96, 192, 3, padding=1),
        *conv(192, 192, 3, padding=1), *conv(192, 192, 3, stride=2, padding=1), nn.Dropout(),
        *conv(192, 192, 3), *conv(192, 192, 1), *conv(192, 10, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
    ))  # fmt: skip


def dogsvscats():
    return classified(
        *conv(3, 32, 3), pool(2), *conv(32, 64, 3), pool(2), *conv(64, 128, 3), pool(2), *conv(128, 128, 3), pool(2),
        nn.Dropout(), nn.Flatten(), nn.Linear(6272, 512), nn.ReLU(), nn.Linear(512, 2),
    )  # fmt: skip


def mobilenet():
    def normed(i, o, f, **options):
        return [nn.Conv2d(i, o, f, bias=False, **options), nn.BatchNorm2d(o), nn.ReLU()]

    modules, depth = normed(3, 32, 3, stride=2, padding=1), 32
    for o, s in [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1)]:
        modules += normed(depth, depth, 3, stride=s, padding=1, groups=depth) + normed(depth, o, 1)
        depth = o
    return classified(*modules, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1024, 1000))


# How each is built, and its input: side and channels.
PLAIN = {
    "lenet": (lenet, 28, 1), "nielsen": (nielsen, 28, 1), "lenet5": (lenet5, 32, 1),
    "alexnet2012": (alexnet2012, 227, 3), "zfnet": (zfnet, 224, 3), "nin": (nin, 32, 3), "allcnn": (allcnn, 32, 3),
    "dogsvscats": (dogsvscats, 150, 3), "mobilenet": (mobilenet, 224, 3),
}  # fmt: skip


def randomise(model, x, generator):
    """Weights that keep the size of what passes through them, and running statistics near those of `x`."""
    norms = [m for m in model.modules() if isinstance(m, nn.BatchNorm2d)]
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            module.weight.data.normal_(0, (2 / module.weight[0].numel()) ** 0.5, generator=generator)
            if module.bias is not None:
                module.bias.data.normal_(0, 0.1, generator=generator)
    for norm in norms:
        norm.weight.data.uniform_(0.5, 1.5, generator=generator)
        norm.bias.data.normal_(0, 0.1, generator=generator)
    for name, module in model.named_modules():
        if name.endswith("bn3"):
            # A bottleneck's last: or the sums of a deep ResNet double from block to block, and rounding with them.
            module.weight.data *= 0.2
    if norms:
        momenta = [norm.momentum for norm in norms]
        for norm in norms:
            norm.momentum = 1.0
        model.train()
        with torch.no_grad():
            model(x)
        for norm, momentum in zip(norms, momenta):
            norm.momentum = momentum
            deviation = norm.running_var.sqrt()
            noise = torch.empty_like(deviation)
            norm.running_mean += 0.1 * deviation * noise.normal_(generator=generator)
            norm.running_var *= noise.uniform_(0.8, 1.25, generator=generator)
    round_to_single(model)


def round_to_single(model):
    """The values that a file can hold."""
    for tensor in model.state_dict().values():
        if tensor.is_floating_point():
            tensor.copy_(tensor.float())


def state(model):
    return {k: v.float().contiguous().clone() for k, v in model.state_dict().items() if v.is_floating_point()}


def still(model):
    """The model in training, without dropout."""
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return model.train()


def step(model, x, labels):
    """The loss of a step without dropout, and a state dict of its gradients and the running statistics after it."""
    loss = nn.functional.cross_entropy(still(model)(x), labels)
    loss.backward()
    gradients = {name: p.grad.float().contiguous() for name, p in model.named_parameters()}
    return loss.detach().float().reshape(1), {**state(model), **gradients}


def trained(model, x, labels):
    """The loss of a step, its results, and how far PyTorch's single precision is off; the model changes."""
    single = copy.deepcopy(model).float()
    loss, exact = step(model, x, labels)
    _, rounded = step(single, x.float(), labels)
    rounding = max(((rounded[name] - exact[name]).norm() / exact[name].norm()).item() for name in exact)
    return {"labels": labels, "loss": loss, "rounding": torch.tensor([rounding])}, exact


def make_settled(folder, name, model, images, x, labels, generator):
    """Writes the files of a step in which rounding turns no decision."""
    folder.mkdir(exist_ok=True)
    randomise(model, x, generator)
    decisions = settle(still(model), x, generator)
    print(f"{name:<13} settled: {decisions}", flush=True)
    round_to_single(model)
    save_file(state(model), folder / f"{name}.weights.safetensors")
    expected, training = trained(model, x, labels)
    save_file(training, folder / f"{name}.training.safetensors")
    save_file({"images": images, **expected}, folder / f"{name}.expected.safetensors")


def make(folder, name, seed):
    """Writes a network's files; returns its weights and a function that makes it."""
    # One after another they do not depend on which of them are asked for.
    generator = torch.Generator().manual_seed(seed)
    torch.manual_seed(seed)
    if name in PLAIN:
        build, side, channels = PLAIN[name]
    else:
        build, side, channels = (lambda: model_of_torchvision(name)), 224, 3
    model = build().double()
    images = torch.randint(0, 256, (2, side, side, channels), dtype=torch.uint8, generator=generator)
    x = images.permute(0, 3, 1, 2).double() / 255
    if name not in PLAIN:
        x = (x - torch.tensor(MEAN).double()[:, None, None]) / torch.tensor(STD).double()[:, None, None]
    randomise(model, x, generator)
    weights = state(model)
    extra = {}
    if name == "googlenet":
        # The published file has the auxiliary heads too.
        whole = model_of_torchvision(name, aux_logits=True).state_dict()
        extra = {k: v for k, v in whole.items() if k.startswith("aux")}
    counters = {k: v for k, v in model.state_dict().items() if not v.is_floating_point()}
    save_file({**weights, **counters, **extra}, folder / f"{name}.weights.safetensors")
    model.eval()
    with torch.no_grad():
        expected = {"images": images, "logits": model(x).float().contiguous()}
    if name in TRAINED:
        labels = torch.tensor([3, 141])
        results, training = trained(model, x, labels)
        expected.update(results)
        save_file(training, folder / f"{name}.training.safetensors")
        make_settled(folder / "settled", name, build().double(), images, x, labels, generator)
    save_file(expected, folder / f"{name}.expected.safetensors")
    return weights, build


def check_written(folder, name, weights, build):
    """Whether what convnet wrote is what it has read, and the whole of a model."""
    written = load_file(folder / f"{name}.written.safetensors")
    if written.keys() != weights.keys():
        return f"{name}: other tensors were written: {sorted(written.keys() ^ weights.keys())}"
    wrong = [k for k in weights if not torch.equal(weights[k].view(torch.int32), written[k].view(torch.int32))]
    if wrong:
        return f"{name}: other values were written: {wrong}"
    build().load_state_dict(written, strict=True)
    return None


def tensors():
    """Prints what tests/fixtures/torchvision_tensors.txt holds."""
    # The last with its auxiliary heads.
    for name, options in [*((name, {}) for name in TORCHVISION), ("googlenet", {"aux_logits": True})]:
        with torch.device("meta"):
            state = model_of_torchvision(name, **options).state_dict()
        lines = sorted(f"{k} {list(v.shape)}\n" for k, v in state.items() if not k.endswith("num_batches_tracked"))
        hash = 0xCBF29CE484222325
        for byte in "".join(lines).encode():
            hash = (hash ^ byte) * 0x100000001B3 % 2**64
        print(f"{name} {len(lines)} {hash:016x}")


def build_test():
    """The program of tests/zoo.rs."""
    command = ["cargo", "test", "--release", "--test", "zoo", "--no-run", "--message-format=json"]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    messages = [json.loads(line) for line in output.splitlines()]
    return next(m["executable"] for m in messages if m.get("executable") and m["target"]["name"] == "zoo")


def compare(test, name, folder, seed):
    weights, build = make(folder, name, seed)
    command = [test, "--ignored", "--nocapture", "parity"]
    run = subprocess.run(command, env={**os.environ, "ZOO": str(folder)}, capture_output=True, text=True)
    lines = [line for line in run.stdout.splitlines() if line.startswith(name)]
    print("\n".join(lines), flush=True)
    if run.returncode != 0:
        return f"{name}: {run.stdout}{run.stderr}"
    return check_written(folder, name, weights, build)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("networks", nargs="*", metavar="NETWORK", help="all without one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the files here")
    parser.add_argument("--tensors", action="store_true", help="print names and shapes as hashes")
    options = parser.parse_args()
    if options.tensors:
        return tensors()
    known = [*PLAIN, *TORCHVISION]
    unknown = [name for name in options.networks if name not in known]
    if unknown:
        parser.error(f"no network {', '.join(unknown)}; there are {', '.join(known)}")
    failures, test = [], build_test()
    for name in options.networks or known:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            if options.keep:
                folder = options.keep.resolve() / name
                folder.mkdir(parents=True, exist_ok=True)
            failures.append(compare(test, name, folder, options.seed))
    failures = [failure for failure in failures if failure]
    print("\n".join(failures) if failures else "all agree")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
