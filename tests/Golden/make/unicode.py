"""Unicode's normalisation: the data of src/Core/Text/UnicodeForm.cs, and golden rows for its test. Needs only Python (3.13 has Unicode 15.1).

    python3 unicode.py data > src/Core/Text/UnicodeForm.txt
    python3 unicode.py rows > tests/Golden/data/unicode_nfc.tsv
    python3 unicode.py folding > src/Core/Text/UnicodeFolding.txt

Data: `c FIRST LAST CLASS` a range of one combining class, `d CODE PARTS` a canonical decomposition that is composed again, `x CODE PARTS` one that is not,
`w CODE CODE` a wide or narrow form and the usual one.
Folding: `CODE PARTS` a character's NFKC_Casefold, decomposed, where it is not its canonical decomposition; no parts: it is dropped. Rows: input, NFC, NFD as code points in hexadecimal, tab between.
"""
import random, sys, unicodedata as u

ALL = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]


def hexa(text):
    return " ".join(f"{ord(c):04X}" for c in text)


def data():
    print(f"# Unicode {u.unidata_version}")
    first = last = kind = 0
    for c in ALL + [0x110000]:
        here = u.combining(chr(c)) if c < 0x110000 else 0
        if here != kind or c != last + 1:
            if kind:
                print(f"c {first:04X} {last:04X} {kind}")
            first, kind = c, here
        last = c
    for c in ALL:
        parts = u.decomposition(chr(c))
        if parts.startswith(("<wide>", "<narrow>")):
            print(f"w {c:04X} {parts.split()[1]}")
        elif parts and not parts.startswith("<"):
            composes = u.normalize("NFC", "".join(chr(int(p, 16)) for p in parts.split())) == chr(c)
            print(f"{'d' if composes else 'x'} {c:04X} {parts}")


def rows():
    random.seed(15)
    inputs = [chr(c) for c in ALL if u.decomposition(chr(c)) and not u.decomposition(chr(c)).startswith("<")]
    inputs += [u.normalize("NFD", text) for text in inputs]
    # Hangul: syllables, their jamo, a syllable before a jamo, jamo that do not join.
    inputs += [chr(c) for c in range(0xAC00, 0xD7A4, 97)] + [u.normalize("NFD", chr(c)) for c in range(0xAC00, 0xD7A4, 97)]
    inputs += ["\uAC00\u11A8", "\u1100\uAC00", "\uAC01\u11A8", "\u1161\u11A8", "\u1100\u0300\u1161", "\uAC00\u0300\u11A8"]
    # What Unicode Technical Report 15 shows: order of marks, blocking, exclusions, singletons.
    inputs += ["\u1E9B\u0323", "a\u0315\u0300\u05AE\u0300b", "\u0344", "\u2126", "\u212B", "\u0958", "q\u0307\u0323", "\u0061\u0300\u0315", "\u1100\u1161\u11A8", "\uFB1D", "\u2ADC", "\U0001D15E", "\U0002F800"]
    marks = [chr(c) for c in ALL if u.combining(chr(c))]
    bases = "aAeEiIoOuUyYsScCzZdDwkKàçöŁøあかはカ한ㄱกאبअমেறా\u09C7\u0DD9\u1B05\U00011131\U00011347" + "\u1100\u1161\u11A8"
    for _ in range(3000):
        inputs.append("".join(random.choice(bases) + "".join(random.choice(marks[:60] if random.random() < 0.7 else marks) for _ in range(random.randrange(4))) for _ in range(random.randrange(1, 4))))
    for text in dict.fromkeys(inputs):
        print(hexa(text), hexa(u.normalize("NFC", text)), hexa(u.normalize("NFD", text)), sep="\t")


# Default_Ignorable_Code_Point, which Python does not know.
IGNORABLE = [(0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E)]
IGNORABLE += [(0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A)]
DROPPED = {c for first, last in IGNORABLE for c in range(first, last + 1)}


def folding():
    print(f"# Unicode {u.unidata_version}")
    for c in ALL:
        # The plane of tags and variation selectors is dropped whole, by the code.
        if 0xE0000 <= c <= 0xE0FFF:
            continue
        text, before = chr(c), None
        while text != before:
            before = text
            text = "".join(x for x in u.normalize("NFKC", text.casefold()) if ord(x) not in DROPPED)
        if u.normalize("NFD", text) != u.normalize("NFD", chr(c)):
            print(f"{c:04X} {hexa(u.normalize('NFD', text))}".rstrip())


{"data": data, "rows": rows, "folding": folding}[sys.argv[1]]()
