using MlOpsDashboard.Core.Inputs.Texts;

namespace MlOpsDashboard.Workers.Tests.Documentation;

/// <summary>docs/onnx_texts.py: the tokenizers are those of the scripts that the program writes.</summary>
internal static class OnnxTextsScript
{
    public static string Text { get; } =
        $$"""
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

            {{string.Join(
                "\n\n",
                TextPythonTokens.Folding,
                TextPythonTokens.NGrams,
                TextPythonTokens.Nnlm,
                TextPythonTokens.TensorFlow,
                TextPythonTokens.HuggingFace
            )}}

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

            """;
}
