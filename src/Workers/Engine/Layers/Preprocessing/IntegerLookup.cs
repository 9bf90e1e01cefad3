using System.Globalization;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing;

/// <summary>Whole numbers to the numbers of their places in a vocabulary, or back
/// (https://keras.io/api/layers/preprocessing_layers/categorical/integer_lookup/). With several numbers for strangers, the remainder chooses.</summary>
public sealed class IntegerLookup : IndexLookup<long>
{
    private IntegerLookup(LayerConfig config)
        : base(config, -1) => config.Choice("vocabulary_dtype", "int64", "int64");

    public static IntegerLookup FromConfig(LayerConfig config) => new(config);

    private protected override void AddType(JsonObject config) => config["vocabulary_dtype"] = "int64";

    private protected override long Token(LayerConfig config, string key, JsonNode node) =>
        node is JsonValue value && value.TryGetValue<long>(out var number)
            ? number
            : throw config.Refuse(key, new(key == "vocabulary" ? "layer.setting.wholeNumbers" : "layer.setting.wholeNumber"));

    private protected override JsonNode ToJson(long token) => JsonValue.Create(token);

    private protected override long Parse(string line) =>
        long.TryParse(line.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Refuse(new("layer.expected.vocabularyOfNumbers"), $"'{line}'");

    private protected override string Line(long token) => token.ToString(CultureInfo.InvariantCulture);

    private protected override (long[] Values, long[] Shape) ToTokens(Tensor input) =>
        (input.to_type(ScalarType.Int64).contiguous().data<long>().ToArray(), input.shape);

    private protected override Tensor FromTokens(long[] values, long[] shape) => tensor(values, shape, ScalarType.Int64);

    private protected override long Bucket(long value, int buckets, string? method) =>
        method == "farmhash" ? FarmHash.Bucket(Line(value), buckets) : ((value % buckets) + buckets) % buckets;
}
