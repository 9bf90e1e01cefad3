using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing;

/// <summary>Texts to the numbers of their places in a vocabulary, or back (https://keras.io/api/layers/preprocessing_layers/categorical/string_lookup/). With
/// several numbers for strangers, FarmHash chooses.</summary>
public sealed class StringLookup : IndexLookup<string>
{
    private StringLookup(LayerConfig config)
        : base(config, "[UNK]") => config.Choice("encoding", "utf-8", "utf-8", "UTF-8", "utf8");

    public static StringLookup FromConfig(LayerConfig config) => new(config);

    private protected override void AddEncoding(JsonObject config) => config["encoding"] = "utf-8";

    private protected override string Token(LayerConfig config, string key, JsonNode node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw config.Refuse(key, new(key == "vocabulary" ? "layer.setting.texts" : "layer.setting.text"));

    private protected override JsonNode ToJson(string token) => JsonValue.Create(token);

    private protected override string Parse(string line) => line;

    private protected override string Line(string token) => token;

    private protected override (string[] Values, long[] Shape) ToTokens(Tensor input) => (TextTensor.Read(input), TextTensor.ShapeOf(input));

    private protected override Tensor FromTokens(string[] values, long[] shape) => TextTensor.Of(values, shape);

    private protected override long Bucket(string value, int buckets, string? method) => FarmHash.Bucket(value, buckets);
}
