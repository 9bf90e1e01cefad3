"""Unicode's normalisation: the data of src/Core/Text/UnicodeForm.cs, and golden rows for its test. Needs only Python (3.13 has Unicode 15.1).

    python3 unicode.py data > src/Core/Text/UnicodeForm.txt
    python3 unicode.py rows > tests/Golden/data/unicode_nfc.tsv

Data: `c FIRST LAST CLASS` a range of one combining class, `d CODE PARTS` a canonical decomposition that is composed again, `x CODE PARTS` one that is not,
`w CODE CODE` a wide or narrow form and the usual one. Rows: input, NFC, NFD as code points in hexadecimal, tab between.
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


{"data": data, "rows": rows}[sys.argv[1]]()
