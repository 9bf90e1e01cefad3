#!/usr/bin/python3
"""Makes the pictures of this folder: apt-get install libheif-examples python3-pil; ./make.py

Each shows the same: red grows to the right, green downwards, blue is 64, on 48 x 32 pixels; upright.
"""
import os
import struct
import subprocess
import tempfile
import zlib

from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTH, HEIGHT = 48, 32


def picture(mode="RGB"):
    image = Image.new("RGB", (WIDTH, HEIGHT))
    image.putdata([(x * 5, y * 7, 64) for y in range(HEIGHT) for x in range(WIDTH)])
    if mode == "RGBA":
        image.putalpha(Image.linear_gradient("L").resize((WIDTH, HEIGHT)))
    return image.convert(mode)


def encode(name, *images, arguments=()):
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, (image, options) in enumerate(images):
            files.append(os.path.join(folder, f"{number}." + ("jpg" if "exif" in options else "png")))
            image.save(files[-1], **options)
        subprocess.run(["heif-enc", "-q", "90", *arguments, *files, "-o", os.path.join(HERE, name)], check=True, stdout=subprocess.DEVNULL)


def lying(orientation):
    """The picture as a camera on its side stores it, and its EXIF."""
    back = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    return picture().transpose(back), {"exif": exif, "quality": 98, "subsampling": 0}


def boxes(data, at, end):
    while at < end:
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        yield kind.decode(), at, size
        at += size


def turn(name, quarters):
    """Adds the property irot (so many quarter turns to the left) to the primary picture of a file, as telephones write it."""
    path = os.path.join(HERE, name)
    data = bytearray(open(path, "rb").read())
    places = {}
    for kind, at, size in boxes(data, 0, len(data)):
        places[kind] = at
        if kind == "meta":
            for kind1, at1, size1 in boxes(data, at + 12, at + size):
                places[kind1] = at1
                if kind1 == "iprp":
                    for kind2, at2, size2 in boxes(data, at1 + 8, at1 + size1):
                        places[kind2] = at2
    grow = lambda at, more: struct.pack_into(">I", data, at, struct.unpack_from(">I", data, at)[0] + more)
    properties = len(list(boxes(data, places["ipco"] + 8, places["ipco"] + struct.unpack_from(">I", data, places["ipco"])[0])))
    primary, = struct.unpack_from(">H", data, places["pitm"] + 12)
    # ipma, version 0: how many pictures; of each its number, how many properties, and each.
    count = places["ipma"] + 16 + 2
    while struct.unpack_from(">H", data, count - 2)[0] != primary:
        count += data[count] + 3
    # iloc, version 0 or 1: offsets into the file of what lies behind; those into a box of their own stay.
    version = data[places["iloc"] + 8]
    sizes, = struct.unpack_from(">H", data, places["iloc"] + 12)
    assert sizes >> 8 == 0x44 and version in (0, 1), (hex(sizes), version)
    at = places["iloc"] + 16
    for _ in range(struct.unpack_from(">H", data, places["iloc"] + 14)[0]):
        is_file = version == 0 or data[at + 3] & 15 == 0
        at += 2 + (2 if version == 1 else 0) + 2 + ((sizes >> 4) & 15)
        extents, = struct.unpack_from(">H", data, at)
        at += 2
        for _ in range(extents):
            if is_file:
                grow(at, 10)
            at += 8
    data.insert(count + 1 + data[count], 0x80 | (properties + 1))
    data[count] += 1
    grow(places["ipma"], 1)
    end = places["ipco"] + struct.unpack_from(">I", data, places["ipco"])[0]
    data[end:end] = struct.pack(">I4sB", 9, b"irot", quarters)
    grow(places["ipco"], 9)
    grow(places["iprp"], 10)
    grow(places["meta"], 10)
    open(path, "wb").write(data)


encode("photo.heic", (picture(), {}))
encode("gray.heic", (picture("L"), {}))
encode("alpha.heic", (picture("RGBA"), {}))
encode("turned.heic", lying(6))
turn("turned.heic", 3)
encode("exif.heic", lying(6))
encode("several.heic", (picture(), {}), (picture().transpose(Image.Transpose.ROTATE_180), {}), (picture(), {}))
encode("photo.avif", (picture(), {}))
encode("turned.avif", lying(8))
turn("turned.avif", 1)
encode("several.avif", (picture(), {}), (picture().transpose(Image.Transpose.ROTATE_180), {}))

# Ten bits a channel, of a PNG of sixteen.
with tempfile.TemporaryDirectory() as folder:
    rows = b"".join(b"\0" + b"".join(struct.pack(">HHH", x * 5 * 257, y * 7 * 257, 64 * 257) for x in range(WIDTH)) for y in range(HEIGHT))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    path = os.path.join(folder, "deep.png")
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))
    subprocess.run(["heif-enc", "-q", "90", "-b", "10", path, "-o", os.path.join(HERE, "deep.heic")], check=True, stdout=subprocess.DEVNULL)
