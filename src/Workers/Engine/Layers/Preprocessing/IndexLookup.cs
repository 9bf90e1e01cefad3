using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing;

/// <summary>
/// What StringLookup and IntegerLookup share: values to the numbers of their places in a vocabulary, or back (Keras: IndexLookup). Number 0 is the mask where
/// there is one (mode "int"),
/// then come the numbers for what is not in the vocabulary, then the vocabulary. The vocabulary stands in the config or in the model file's assets, never
/// elsewhere.
/// </summary>
/// <typeparam name="T">string or long.</typeparam>
public abstract class IndexLookup<T> : Layer, IFileState
    where T : IEquatable<T>
{
    private readonly bool invert;
    private readonly int? maxTokens;
    private readonly int strangers;
    private readonly (bool Is, T Value) oov;
    private readonly (bool Is, T Value) mask;
    private readonly string mode;
    private readonly bool pad;
    private readonly JsonNode? givenVocabulary;
    private readonly JsonNode? givenWeights;
    private readonly int? declaredSize;
    private readonly string? oovMethod;
    private T[]? tokens;
    private Dictionary<T, long> places = [];
    private float[]? idf;

    private protected IndexLookup(LayerConfig config, T defaultOov)
        : base(config.Name, config.DType)
    {
        (invert, maxTokens, strangers) = (config.Bool("invert", false), config.OptionalInt("max_tokens"), config.Int("num_oov_indices", 1));
        oov = config.Has("oov_token") ? (true, Token(config, "oov_token", config.Node("oov_token")!)) : (!config.Contains("oov_token"), defaultOov);
        mask = config.Has("mask_token") ? (true, Token(config, "mask_token", config.Node("mask_token")!)) : (false, defaultOov);
        mode = config.Choice("output_mode", "int", "int", "one_hot", "multi_hot", "count", "tf_idf", "binary", "tf-idf") switch
        {
            "binary" => "multi_hot",
            "tf-idf" => "tf_idf",
            var known => known,
        };
        pad = config.Bool("pad_to_max_tokens", false);
        declaredSize = config.OptionalInt("vocabulary_size");
        oovMethod = config.Has("oov_method") ? config.Choice("oov_method", "floormod", "floormod", "farmhash") : null;
        (givenVocabulary, givenWeights) = (config.Node("vocabulary")?.DeepClone(), config.Node("idf_weights")?.DeepClone());
        if (config.Bool("sparse", false))
        {
            throw config.Refuse("sparse", new("layer.setting.dense"));
        }

        if (maxTokens is <= 1 || strangers < 0 || (pad && maxTokens is null) || (invert && mode != "int") || (givenWeights is not null && mode != "tf_idf"))
        {
            throw Refuse(
                new("layer.expected.lookup"),
                new Refusal(
                    "layer.received.lookup",
                    ("tokens", maxTokens?.ToString() ?? "null"),
                    ("strangers", strangers.ToString()),
                    ("pad", pad.ToString()),
                    ("invert", invert.ToString()),
                    ("mode", mode)
                )
            );
        }

        if (givenVocabulary is JsonValue)
        {
            throw config.Refuse("vocabulary", new("layer.setting.listInside"));
        }

        if (givenVocabulary is not null)
        {
            SetVocabulary(ReadList(config), Numbers(config));
        }
    }

    internal override bool AcceptsText => typeof(T) == typeof(string) && !invert;

    public override bool WritesBuildConfig => true;

    internal override JsonObject? BuildConfig => [];

    protected override bool CastsInputs => false;

    private int OovStart => mask.Is && mode == "int" ? 1 : 0;

    private int TokenStart => OovStart + strangers;

    /// <summary>Places in all: mask, what is not in the vocabulary, vocabulary; null while the vocabulary is still to come.</summary>
    internal int? VocabularySize => tokens is null ? declaredSize : TokenStart + tokens.Length;

    IEnumerable<(string Name, float[] Values)> IFileState.Variables => mode == "tf_idf" && idf is not null ? [("idf_weights", idf)] : [];

    IEnumerable<string> IFileState.VariableNames => mode == "tf_idf" ? ["idf_weights"] : [];

    string? IFileState.Asset =>
        givenVocabulary is not null || tokens is null
            ? null
            : string.Join('\n', Enumerable.Repeat(mask.Value, OovStart).Concat(Enumerable.Repeat(oov.Value, strangers)).Concat(tokens).Select(Line));

    bool IFileState.NeedsAsset => tokens is null;

    void IFileState.LoadVariable(string name, float[] values) => idf = values;

    void IFileState.LoadAsset(string text)
    {
        var lines = PythonLines.Split(text);
        while (lines.Count > 0 && lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        var weights = idf;
        SetVocabulary([.. lines.Select(Parse)], null);
        idf = weights;
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        if (mode == "int")
        {
            return inputShapes[0];
        }

        if (inputShapes[0].Rank < 2 && mode != "one_hot")
        {
            throw Refuse(new("layer.expected.shape", ("shape", "(N, ..., values)")), inputShapes[0]);
        }

        var depth = pad ? maxTokens : VocabularySize;
        return CategoryEncoding.ShapeOf(inputShapes[0], mode, depth ?? throw Missing());
    }

    public override string ComputeOutputType(IReadOnlyList<KerasTensor> inputs) =>
        mode != "int" ? "float32"
        : invert && typeof(T) == typeof(string) ? "string"
        : "int64";

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        if (invert)
        {
            var numbers = inputs[0].to_type(ScalarType.Int64).contiguous();
            return FromTokens([.. numbers.data<long>().ToArray().Select(Back)], numbers.shape);
        }

        var (values, shape) = ToTokens(inputs[0]);
        return Encode(tensor(Lookup(values), shape, ScalarType.Int64));
    }

    /// <summary>The number of each value; one that has no place at all (the mask where it is dropped) gets -1.</summary>
    internal long[] Lookup(IReadOnlyList<T> values)
    {
        _ = tokens ?? throw Missing();
        return [.. values.Select(Place)];
    }

    /// <summary>Numbers as the output mode shows them; a negative one counts nowhere.</summary>
    internal Tensor Encode(Tensor numbers)
    {
        if (mode == "int")
        {
            return numbers;
        }

        var encoded = CategoryEncoding.Encode(numbers, mode == "tf_idf" ? "count" : mode, pad ? maxTokens!.Value : VocabularySize!.Value, ScalarType.Float32);
        return mode == "tf_idf" ? encoded * tensor(idf ?? throw Refuse(new("layer.expected.idfWeights"), null)) : encoded;
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["invert"] = invert;
        config["max_tokens"] = maxTokens;
        config["num_oov_indices"] = strangers;
        config["oov_token"] = oov.Is ? ToJson(oov.Value) : null;
        config["mask_token"] = mask.Is ? ToJson(mask.Value) : null;
        config["output_mode"] = mode;
        config["sparse"] = false;
        config["pad_to_max_tokens"] = pad;
        AddType(config);
        config["idf_weights"] = givenWeights?.DeepClone();
        config["vocabulary"] = givenVocabulary?.DeepClone();
        config["vocabulary_size"] = declaredSize ?? VocabularySize;
        if (oovMethod is not null)
        {
            config["oov_method"] = oovMethod;
        }

        AddEncoding(config);
        return config;
    }

    private protected virtual void AddType(JsonObject config) { }

    private protected virtual void AddEncoding(JsonObject config) { }

    private protected abstract T Token(LayerConfig config, string key, JsonNode node);

    private protected abstract JsonNode ToJson(T token);

    private protected abstract T Parse(string line);

    private protected abstract string Line(T token);

    private protected abstract (T[] Values, long[] Shape) ToTokens(Tensor input);

    private protected abstract Tensor FromTokens(T[] values, long[] shape);

    /// <summary>Which of several numbers a value that is not in the vocabulary gets.</summary>
    private protected abstract long Bucket(T value, int buckets, string? method);

    private long Place(T value) =>
        mask.Is && value.Equals(mask.Value) ? (mode == "int" ? 0 : -1)
        : places.TryGetValue(value, out var place) ? place
        : strangers switch
        {
            0 => throw Refuse(new("layer.expected.knownValues"), $"'{value}'"),
            1 => OovStart,
            _ => OovStart + Bucket(value, strangers, oovMethod),
        };

    private T Back(long number)
    {
        var known = tokens ?? throw Missing();
        return mask.Is && number == 0 ? mask.Value
            : number >= TokenStart && number - TokenStart < known.Length ? known[number - TokenStart]
            : oov.Is ? oov.Value
            : throw Refuse(new("layer.expected.knownNumbers"), number);
    }

    private T[] ReadList(LayerConfig config) =>
        givenVocabulary is JsonArray { Count: > 0 } list
            ? [.. list.Select(item => Token(config, "vocabulary", item ?? throw config.Refuse("vocabulary", new("layer.setting.noNulls"))))]
            : throw config.Refuse("vocabulary", new("layer.setting.oneValue"));

    private double[]? Numbers(LayerConfig config) =>
        givenWeights switch
        {
            null when mode == "tf_idf" => throw config.Refuse("idf_weights", new("layer.setting.likeVocabulary")),
            null => null,
            JsonArray list =>
            [
                .. list.Select(item =>
                    item is JsonValue value && value.TryGetValue<double>(out var number)
                        ? number
                        : throw config.Refuse("idf_weights", new("layer.setting.numbers"))
                ),
            ],
            _ => throw config.Refuse("idf_weights", new("layer.setting.numbers")),
        };

    // As Keras: a vocabulary may begin with the mask and the values for strangers, or leave them out; weights of what is left out are the mean.
    private void SetVocabulary(T[] vocabulary, double[]? weights)
    {
        T[] special = [.. Enumerable.Repeat(mask.Value, OovStart), .. Enumerable.Repeat(oov.Value, strangers)];
        var complete = vocabulary.Length >= special.Length && (oov.Is || strangers == 0) && vocabulary.AsSpan(0, special.Length).SequenceEqual(special);
        var own = complete ? vocabulary[special.Length..] : vocabulary;
        if (own.GroupBy(token => token).FirstOrDefault(group => group.Count() > 1) is { } twins)
        {
            throw Refuse(
                new("layer.expected.vocabularyOnce"),
                new Refusal("layer.received.times", ("value", twins.Key.ToString()), ("times", twins.Count().ToString()))
            );
        }

        if ((mask.Is && own.Contains(mask.Value)) || (invert && oov.Is && own.Contains(oov.Value)))
        {
            throw Refuse(new("layer.expected.tokensFirst"), new Refusal("layer.received.tokenElsewhere"));
        }

        if (maxTokens is { } most && TokenStart + own.Length > most)
        {
            throw Refuse(new("layer.expected.vocabularyMost", ("most", most.ToString())), TokenStart + own.Length);
        }

        if (weights is not null)
        {
            if (weights.Length != vocabulary.Length)
            {
                throw Refuse(new("layer.expected.idfLength", ("length", vocabulary.Length.ToString())), weights.Length);
            }

            double[] all = [.. complete ? [] : Enumerable.Repeat(weights.Average(), special.Length), .. weights];
            idf = [.. all.Select(value => (float)value), .. Enumerable.Repeat(0f, pad ? maxTokens!.Value - all.Length : 0)];
        }

        tokens = own;
        places = own.Select((token, i) => (token, Place: (long)TokenStart + i)).ToDictionary(pair => pair.token, pair => pair.Place);
    }

    private RefusedException Missing() => Refuse(new("layer.expected.vocabulary"), null);
}
