"""The characters of each language by how often they are written, the commonest first: src/Core/Text/CommonCharacters.txt.

    npm pack cldr-annotations-full && tar xzf cldr-annotations-full-*.tgz
    python3 common_characters.py package/annotations /usr/share/dotnet/sdk/10.0.401 > src/Core/Text/CommonCharacters.txt

Counted in the names and keywords that Unicode's CLDR gives emoji (Unicode-3.0: words for animals, food, things), and for Chinese,
Japanese and Korean also in the texts of the .NET SDK (MIT). A line is a language, a tab and its characters.
"""
import collections, glob, json, os, sys, unicodedata

ANNOTATIONS, SDK = sys.argv[1:3]


def names(language):
    with open(f"{ANNOTATIONS}/{language}/annotations.json", encoding="utf-8") as file:
        for emoji in json.load(file)["annotations"]["annotations"].values():
            for kind in ("tts", "default"):
                yield from emoji.get(kind, [])


def texts(language):
    for path in sorted(set(glob.glob(f"{SDK}/**/{language}/*.resources.dll", recursive=True))):
        with open(path, "rb") as file:
            yield file.read().decode("utf-8", "ignore")


def shares(lines, wanted):
    count = collections.Counter(c for line in lines for c in line.lower() if wanted(c))
    return {c: n / sum(count.values()) for c, n in count.items()}


def line(name, most, wanted, *languages, text=None):
    total = collections.Counter()
    for language in languages:
        for c, share in shares(names(language), wanted).items():
            total[c] += share * 0.6
    if text:
        for c, share in shares(texts(text), wanted).items():
            total[c] += share * 0.4
    sys.stdout.write(name + "\t" + "".join(c for c, _ in sorted(total.items(), key=lambda x: (-x[1], x[0]))[:most]) + "\n")


def between(first, last):
    return lambda c: first <= c <= last


def han(c):
    return "\u4e00" <= c <= "\u9fff"


def accented(c):
    return c > "\x7f" and c.isalpha() and unicodedata.name(c, "").startswith("LATIN")


sys.stdout.reconfigure(encoding="utf-8", newline="\n")
line("zh-Hans", 2000, han, "zh", text="zh-Hans")
line("zh-Hant", 2000, han, "zh-Hant", text="zh-Hant")
line("ja", 1500, lambda c: han(c) or "\u3041" <= c <= "\u30fe", "ja", text="ja")
line("ko", 1000, between("\uac00", "\ud7a3"), "ko", text="ko")
line("cyrillic", 60, between("\u0400", "\u0491"), "ru", "ru", "ru", "uk", "bg", "be", "sr", "mk")
line("el", 60, between("\u0370", "\u03ff"), "el")
line("he", 40, between("\u05d0", "\u05ea"), "he")
line("ar", 60, between("\u0600", "\u06ff"), "ar", "ar", "fa")
line("th", 90, between("\u0e00", "\u0e7f"), "th")
for language in "fr de es pt it nl sv da no fi is pl cs sk hu ro hr tr lt lv et".split():
    line(language, 24, accented, language)
line("vi", 80, accented, "vi")
