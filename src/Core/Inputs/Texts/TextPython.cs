using System.Globalization;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Training.Python;

namespace MlOpsDashboard.Core.Inputs.Texts;

/// <summary>Texts in Python Keras: a table, the network's own tokenizer, batches as long as their longest text. A network is a file that Keras opens, with its
/// tokenizer in it; n-grams are built by the script.</summary>
internal sealed class TextPython
{
    private const string Reading = """
        class Texts(keras.utils.PyDataset):
            # A batch is as long as its longest text. Texts of like length stand together within 50 batches, which then stand in any order.
            def __init__(self, numbers, shuffle):
                super().__init__()
                self.numbers, self.shuffle, self.random = np.array(numbers), shuffle, np.random.RandomState(SEED)
                self.on_epoch_end()

            def on_epoch_end(self):
                if self.shuffle:
                    self.random.shuffle(self.numbers)
                self.batches = []
                for start in range(0, len(self.numbers), 50 * BATCH):
                    near = list(self.numbers[start:start + 50 * BATCH])
                    if self.shuffle:
                        near.sort(key=lambda i: len(ids[i]))
                    self.batches += [near[at:at + BATCH] for at in range(0, len(near), BATCH)]
                if self.shuffle:
                    self.random.shuffle(self.batches)

            def __len__(self):
                return len(self.batches)

            def __getitem__(self, batch):
                chosen = self.batches[batch]
                shape = (len(chosen), max(len(ids[i]) for i in chosen))
                token_ids, padding_mask = np.full(shape, PAD, "int32"), np.zeros(shape, "int32")
                for row, i in enumerate(chosen):
                    token_ids[row, :len(ids[i])] = ids[i]
                    padding_mask[row, :len(ids[i])] = 1
                known = dict(token_ids=token_ids, padding_mask=padding_mask, segment_ids=np.zeros_like(token_ids))
                return {one.name: known[one.name] for one in base.inputs}, targets[chosen]
        """;

    // Dropout, which training would wake.
    private const string Rest = """
        def rest(layer):
            # base(x, training=False) is not enough: fit of Keras 3 overrides it, and dropout works in frozen layers too.
            call = layer.call
            layer.call = lambda *values, training=None, **keywords: call(*values, training=False, **keywords)

        for layer in flat(base):
            if isinstance(layer, (keras.layers.Dropout, keras.layers.MultiHeadAttention)):
                rest(layer)
        """;

    private static readonly string[] Tokenizers = ["bert-huggingface", "bert-tensorflow", "n-grams", "nnlm"];

    private readonly TrainingSpec spec;
    private readonly PythonTask task;
    private readonly TextBackboneCard? card;

    // That may be in the file; of a named network it is known.
    private readonly IReadOnlyList<string> kinds;

    private TextPython(TrainingSpec spec, PythonTask task)
    {
        (this.spec, this.task) = (spec, task);
        card = spec.Backbone.File is null ? TextBackboneCards.Find(spec.Backbone.Name ?? "") : null;
        kinds = card is null ? Tokenizers : [card.Tokenizer];
    }

    private bool IsBuilt => card?.HasNoWeights == true;

    private bool IsEncoder => card is null or { Layers: > 0 };

    private bool TakesPooler => IsEncoder && spec.Head?.Pooling == "pooler";

    private string FileName =>
        card is not null ? card.Name + ".keras"
        : IsPublished ? Path.GetFileName(spec.Backbone.File!.TrimEnd('/', '\\')) + ".keras"
        : PythonBackbone.FileName(spec.Backbone);

    // A folder or archive, of which Keras opens none.
    private bool IsPublished =>
        PythonBackbone.FileName(spec.Backbone) == spec.Backbone.File && !spec.Backbone.File!.EndsWith(".keras", StringComparison.OrdinalIgnoreCase);

    /// <param name="spec">Complete.</param>
    /// <returns>Null where the task reads no table, or the backbone is none of texts.</returns>
    public static PythonInput? Of(TrainingSpec spec, PythonTask task)
    {
        var script = new TextPython(spec, task);
        return task.Table is null || (spec.Backbone.File is null && script.card is null)
            ? null
            : new PythonInput
            {
                Packages = script.Packages,
                Imports = [.. script.Imports()],
                Files = script.IsBuilt ? [] : [script.File()],
                Data = [.. script.Data()],
                Base = [.. script.Base()],
                Features = [.. script.Features()],
                Pooling = [.. script.Pooling()],
                RegulatesFeatures = script.IsEncoder,
                Saved = [.. script.Saved()],
            };
    }

    private string Packages => "tensorflow" + (IsEncoder ? " keras-hub" : "") + (kinds.Contains("bert-huggingface") ? " tokenizers" : "");

    private IEnumerable<string> Imports()
    {
        foreach (var line in PythonTable.Imports(spec, task))
            yield return line;
        yield return "import json";
        yield return "import zipfile";
        if (kinds.Any(kind => kind is not "bert-huggingface"))
            yield return "import unicodedata";
        if (card is null || kinds.Any(kind => kind is "n-grams" or "bert-tensorflow"))
            yield return "import re";
        if (kinds.Contains("bert-huggingface"))
        {
            yield return "import functools";
            yield return "import tokenizers";
        }
        if (IsEncoder)
            yield return "import keras_hub";
    }

    private PythonFile File() =>
        card is not null
            ? new(
                FileName,
                $"Write the network with its tokenizer: mlops convert --from \"backbone:{card.Name}{(spec.Backbone.Weights == "none" ? "?weights=none" : "")}\" --to {FileName}"
            )
        : IsPublished ? new(FileName, $"Write what the run began with as a Keras file: mlops convert --from \"{spec.Backbone.File}\" --to \"{FileName}\"")
        : PythonBackbone.File(spec.Backbone);

    private IEnumerable<string> Data()
    {
        foreach (var line in PythonTable.Lines(spec, task, TextSpec.ColumnOf(spec) ?? "text", "", LabelColumn()))
            yield return line;
        yield return "";
        foreach (var line in Tokenizer())
            yield return line;
        yield return "";
        yield return $"SEED, BATCH = {Whole(spec.Data.Seed)}, {Whole(spec.Data.BatchSize)}";
        yield return "ids = [tokenize(row[EXAMPLE]) for row in rows]";
        yield return "";
        foreach (var line in Lines(Reading))
            yield return line;
        yield return "";
        yield return $"train, validation = Texts(training, {(spec.Data.Shuffle ? "True" : "False")}), Texts(held, False)";
        foreach (var line in PythonTable.Notes(spec, task, "texts"))
            yield return line;
    }

    private IReadOnlyList<string> LabelColumn() =>
        task.Column is { } usual && TextSpec.LabelColumnOf(spec) is { } own && own != usual
            ? ["for row in rows:", $"    row[{PythonText.Literal(usual)}] = row[{PythonText.Literal(own)}]"]
            : [];

    private IEnumerable<string> Tokenizer()
    {
        if (IsBuilt)
        {
            yield return $"TOKENIZER = {{\"kind\": \"n-grams\", \"buckets\": {(card!.Parameters / card.Width).ToString(CultureInfo.InvariantCulture)}, \"minCharacters\": 1, \"maxCharacters\": 3, \"maxWords\": 2}}";
            yield return "VOCABULARY, PAD = [], 0";
        }
        else
        {
            yield return "# The file holds the network's tokenizer, which Keras passes over.";
            yield return $"with zipfile.ZipFile({PythonText.Literal(FileName)}) as file:";
            yield return "    TOKENIZER = json.loads(file.read(\"assets/tokenizer/tokenizer.json\"))";
            yield return kinds is ["n-grams"] ? "    VOCABULARY = []"
            : kinds.Contains("n-grams")
                ? "    VOCABULARY = [] if TOKENIZER[\"kind\"] == \"n-grams\" else file.read(\"assets/tokenizer/vocabulary.txt\").decode().split(\"\\n\")[:-1]"
            : "    VOCABULARY = file.read(\"assets/tokenizer/vocabulary.txt\").decode().split(\"\\n\")[:-1]";
            if (card is null && TextSpec.MaxLengthOf(spec) is null)
                yield return "    places = [int(count) for count in re.findall(r'\"sequence_length\": ?(\\d+)', file.read(\"config.json\").decode())]";
            yield return "IDS = {token: i for i, token in enumerate(VOCABULARY)}";
            yield return "PAD = IDS[TOKENIZER.get(\"paddingToken\", \"[PAD]\")] if TOKENIZER[\"kind\"].startswith(\"bert\") else 0";
        }
        yield return $"MAX_LENGTH = {MaxLength}  # tokens of a text; longer texts lose their end";
        yield return "";
        foreach (var line in Functions())
            yield return line;
    }

    private string MaxLength =>
        TextSpec.MaxLengthOf(spec) is { } given ? Whole(given)
        : card is null ? $"min([{Whole(TextSpec.UsualLength)}, *places]) if places else None"
        : card.MaxLength is { } most ? Whole(Math.Min(TextSpec.UsualLength, most))
        : "None";

    private IEnumerable<string> Functions()
    {
        var parts = new List<string>();
        if (kinds.Any(kind => kind is "n-grams" or "bert-tensorflow"))
            parts.Add(TextPythonTokens.Folding);
        foreach (var kind in kinds)
            parts.Add(
                kind switch
                {
                    "n-grams" => TextPythonTokens.NGrams,
                    "nnlm" => TextPythonTokens.Nnlm,
                    "bert-tensorflow" => TextPythonTokens.TensorFlow,
                    _ => TextPythonTokens.HuggingFace,
                }
            );
        foreach (var part in parts)
        {
            foreach (var line in Lines(part))
                yield return line;
            yield return "";
        }
        yield return kinds is [var only]
            ? $"tokenize = {Function(only)}"
            : $"tokenize = {{{string.Join(", ", kinds.Select(kind => $"{PythonText.Literal(kind)}: {Function(kind)}"))}}}[TOKENIZER[\"kind\"]]";
    }

    private static string Function(string kind) =>
        kind switch
        {
            "n-grams" => "n_grams",
            "bert-huggingface" => "bert_hugging_face",
            "bert-tensorflow" => "bert_tensorflow",
            _ => kind,
        };

    private IEnumerable<string> Base()
    {
        if (IsBuilt)
        {
            yield return "tokens, mask = (keras.Input((None,), dtype=\"int32\", name=name) for name in (\"token_ids\", \"padding_mask\"))";
            yield return $"uniform = keras.initializers.RandomUniform(-1 / {Whole(card!.Width)}, 1 / {Whole(card.Width)}, seed={Whole(spec.Seed)})";
            yield return $"vectors = keras.layers.Embedding(TOKENIZER[\"buckets\"], {Whole(card.Width)}, embeddings_initializer=uniform, name=\"token_embedding\")(tokens)";
            yield return "base = keras.Model([tokens, mask], keras.layers.GlobalAveragePooling1D(name=\"mean\")(vectors, mask=mask), name=\"ngrams\")";
            yield break;
        }
        if (IsEncoder)
            yield return "# keras_hub has the layer PositionEmbedding; all others are Keras's.";
        if (card is null)
        {
            foreach (var line in PythonBackbone.Lines(spec, FileName))
                yield return line;
        }
        else
            yield return $"base = keras.models.load_model({PythonText.Literal(FileName)}, compile=False)";
        if (spec.Head is null)
            yield break;
        if (IsEncoder && !TakesPooler)
        {
            yield return "if len(base.outputs) > 1:";
            yield return "    base = keras.Model(base.inputs, base.outputs[0], name=base.name)";
        }
        if (IsEncoder && spec.BatchNormMode == "inference")
        {
            yield return "";
            foreach (var line in Lines(Rest))
                yield return line;
        }
    }

    private IEnumerable<string> Features()
    {
        yield return "inputs = [keras.Input((None,), dtype=\"int32\", name=one.name) for one in base.inputs]";
        yield return $"x = base(inputs{(spec.BatchNormMode == "inference" ? ", training=False" : "")})";
        if (TakesPooler)
            yield return "x = x[1] if len(base.outputs) > 1 else x";
    }

    private IEnumerable<string> Pooling()
    {
        if (!IsEncoder || TakesPooler)
            yield break;
        yield return "if len(x.shape) == 3:";
        switch (spec.Head?.Pooling)
        {
            case "cls":
                yield return "    x = x[:, 0]";
                break;
            case "max":
                yield return "    # What is padding lies far below everything.";
                yield return "    x = x + (keras.ops.expand_dims(keras.ops.cast(inputs[1], x.dtype), -1) - 1) * 1e9";
                yield return "    x = keras.layers.GlobalMaxPooling1D()(x)";
                break;
            default:
                yield return "    x = keras.layers.GlobalAveragePooling1D()(x, mask=inputs[1])";
                break;
        }
    }

    private IEnumerable<string> Saved()
    {
        var best = spec.Callbacks.Any(callback => callback.Class == "ModelCheckpoint") ? "\"best.keras\", " : "";
        yield return "# The dashboard reads the tokenizer from the model's file.";
        yield return $"for name in ({best}\"last.keras\",):";
        yield return "    with zipfile.ZipFile(name, \"a\") as file:";
        yield return "        file.writestr(\"assets/tokenizer/tokenizer.json\", json.dumps(TOKENIZER))";
        if (!IsBuilt)
        {
            yield return "        if VOCABULARY:";
            yield return "            file.writestr(\"assets/tokenizer/vocabulary.txt\", \"\".join(token + \"\\n\" for token in VOCABULARY))";
        }
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);
}
