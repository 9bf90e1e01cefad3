# Answers texts with an ONNX file that has its tokenizer beside, in its metadata:
#
#     python onnx_texts.py MODEL.onnx TEXT...
#
# Wants onnxruntime and numpy, and tokenizers for a tokenizer of Hugging Face.
import functools
import json
import re
import sys
import unicodedata

import numpy
import onnxruntime

session = onnxruntime.InferenceSession(sys.argv[1])
STORED = session.get_modelmeta().custom_metadata_map
TOKENIZER = json.loads(STORED["tokenizer"])
MAX_LENGTH = json.loads(STORED["maxLength"])
VOCABULARY = STORED.get("vocabulary", "").split("\n")
IDS = {token: number for number, token in enumerate(VOCABULARY)}
if TOKENIZER["kind"] == "bert-huggingface":
    import tokenizers

# Characters that are not seen.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

def folded(character):
    return UNSEEN.sub("", unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold()))

def is_ideograph(character):
    return bool(re.match("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002a6df\U0002a700-\U0002ceaf\U0002f800-\U0002fa1f]", character))

def bucket(text):
    # FNV-1a of 32 bits.
    number = 2166136261
    for byte in text.encode():
        number = (number ^ byte) * 16777619 & 0xFFFFFFFF
    return number % TOKENIZER["buckets"]

def is_of_word(character):
    category = unicodedata.category(character)
    return (category[0] in "LM" or category == "Nd") and not is_ideograph(character)

def n_grams(text):
    # Folded, with one space for any white space; each bucket once, at the first of its n-grams.
    characters = []
    for character in text:
        for part in folded(character):
            if not part.isspace() or "\x1c" <= part <= "\x1f":
                characters.append(part)
            elif characters and characters[-1] != " ":
                characters.append(" ")
    text, words, numbers, start = "".join(characters), [], {}, 0
    for at in range(len(text) + 1):
        if at < len(text) and is_of_word(text[at]):
            continue
        if at > start:
            numbers[start] = len(words)
            words.append(text[start:at])
        start = at + 1
    ids = {}
    for at in range(len(text)):
        if at in numbers:
            first = numbers[at]
            for last in range(first, min(len(words), first + TOKENIZER["maxWords"])):
                ids[bucket("\t" + " ".join(words[first:last + 1]))] = None
        for length in range(TOKENIZER["minCharacters"], min(TOKENIZER["maxCharacters"], len(text) - at) + 1):
            ids[bucket(text[at:at + length])] = None
    return list(ids)[:MAX_LENGTH] or [bucket("")]

def nnlm(text):
    # Without punctuation, split at each space; what is not in the vocabulary shares the last number.
    words = "".join(character for character in text if unicodedata.category(character)[0] != "P").split(" ")
    return [IDS.get(word, len(VOCABULARY)) for word in words][:MAX_LENGTH]

def pieces(word):
    # The longest tokens of the vocabulary, from the word's start; one unknown token where any of it is in none.
    found, start = [], 0
    while start < len(word):
        ends = range(len(word), start, -1)
        end = next((end for end in ends if ("##" if start else "") + word[start:end] in IDS), None)
        if end is None or len(word.encode()) > 100:
            return [IDS["[UNK]"]]
        found.append(IDS[("##" if start else "") + word[start:end]])
        start = end
    return found

def bert_tensorflow(text):
    words = [""]
    for character in text:
        for part in unicodedata.normalize("NFD", folded(character)) if TOKENIZER["lowerCase"] else character:
            category = unicodedata.category(part)
            if TOKENIZER["lowerCase"] and category == "Mn":
                continue
            if part == " " or category in ("Cc", "Cf"):
                words.append("")
            elif category[0] == "P" or part in "$+<=>^`|~" or is_ideograph(part):
                words += [part, ""]
            else:
                words[-1] += part
    ids = [token for word in words for token in pieces(word)]
    return [IDS["[CLS]"], *ids[:MAX_LENGTH and MAX_LENGTH - 2], IDS["[SEP]"]]

@functools.cache
def hugging_face():
    model = tokenizers.models.WordPiece(
        IDS,
        unk_token=TOKENIZER["unknownToken"],
        continuing_subword_prefix=TOKENIZER["prefix"],
        max_input_chars_per_word=TOKENIZER["maxWordLength"],
    )
    known = tokenizers.Tokenizer(model)
    known.normalizer = tokenizers.normalizers.BertNormalizer(
        clean_text=TOKENIZER["cleanText"],
        handle_chinese_chars=TOKENIZER["tokenizeChineseChars"],
        strip_accents=TOKENIZER["stripAccents"],
        lowercase=TOKENIZER["lowerCase"],
    )
    known.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    special = [TOKENIZER[f"{name}Token"] for name in ("unknown", "class", "separator", "padding", "mask")]
    known.add_special_tokens([token for token in special if token in IDS])
    known.add_tokens([
        tokenizers.AddedToken(token["content"], single_word=token["singleWord"], normalized=token["normalized"])
        for token in TOKENIZER["addedTokens"]
    ])
    return known

def bert_hugging_face(text):
    ids = hugging_face().encode(text, add_special_tokens=False).ids
    return [IDS[TOKENIZER["classToken"]], *ids[:MAX_LENGTH and MAX_LENGTH - 2], IDS[TOKENIZER["separatorToken"]]]

def inputs(texts):
    # Shorter texts are filled up at their ends.
    tokenize = {
        "n-grams": n_grams, "nnlm": nnlm, "bert-tensorflow": bert_tensorflow, "bert-huggingface": bert_hugging_face
    }[TOKENIZER["kind"]]
    padding = IDS[TOKENIZER.get("paddingToken", "[PAD]")] if TOKENIZER["kind"].startswith("bert") else 0
    rows = [tokenize(text) for text in texts]
    longest = max(map(len, rows))
    made = {
        "token_ids": [row + [padding] * (longest - len(row)) for row in rows],
        "padding_mask": [[1] * len(row) + [0] * (longest - len(row)) for row in rows],
        "segment_ids": [[0] * longest for _ in rows],
    }
    return {given.name: numpy.asarray(made[given.name], "int32") for given in session.get_inputs()}

answers = session.run(None, inputs(sys.argv[2:]))[-1]
names = json.loads(STORED.get("classNames", "[]"))
for text, answer in zip(sys.argv[2:], answers):
    print(text, dict(zip(names, answer.tolist())) if names else answer.tolist(), sep="\t")
