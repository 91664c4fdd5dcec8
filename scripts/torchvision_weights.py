"""Saves the pretrained weights of a torchvision model as safetensors, for convnet::zoo:

    python3 scripts/torchvision_weights.py resnet18 resnet18.safetensors

They are those of the model's first weights (`IMAGENET1K_V1`), which all networks of the zoo have, and are fetched by
torchvision. `ResNet18::load_torchvision` takes the file. Needs torch, torchvision and safetensors. The weights have
terms of use of their own: see torchvision.
"""

import argparse

import torchvision
from safetensors.torch import save_file


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", help="resnet18, vgg16_bn, ..")
    parser.add_argument("file")
    options = parser.parse_args()
    try:
        weights = torchvision.models.get_model_weights(options.model).IMAGENET1K_V1
    except ValueError as error:
        parser.error(str(error))
    state = weights.get_state_dict(progress=True, check_hash=True)
    save_file({name: values.contiguous() for name, values in state.items()}, options.file)


if __name__ == "__main__":
    main()
