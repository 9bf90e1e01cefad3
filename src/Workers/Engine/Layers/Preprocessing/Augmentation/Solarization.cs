using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Inverts what is bright (https://keras.io/api/layers/preprocessing_layers/image_augmentation/solarization/).</summary>
/// <param name="addition">Share of the range added first; one number f means 0 to f.</param>
/// <param name="threshold">Share of the range from which on values are inverted; one number f means 0 to f, so 0 inverts all.</param>
public sealed class Solarization(
    FactorRange addition,
    FactorRange threshold,
    ValueRange? range = null,
    int? seed = null,
    string? name = null,
    DTypePolicy? dtype = null
) : RandomPictureLayer(seed, name, dtype)
{
    private readonly ValueRange _range = range ?? ValueRange.Bytes;

    public static Solarization FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new Solarization(
            FactorRange.Positive(FactorRange.Numbers(config, "addition_factor", 0)),
            FactorRange.Positive(FactorRange.Numbers(config, "threshold_factor", 0)),
            ValueRange.Of(config),
            config.OptionalInt("seed"),
            config.Name,
            config.DType
        );
    }

    /// <summary><c>additions</c> and <c>thresholds</c>, [N, 1, 1, 1], on 0..255. Keras scales the upper end of a range alone, and so does this.</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator) =>
        new Dictionary<string, Tensor>
        {
            ["additions"] = Uniform(addition.Lower, addition.Upper * 255, generator, pictures, 1, 1, 1),
            ["thresholds"] = Uniform(threshold.Lower, threshold.Upper * 255, generator, pictures, 1, 1, 1),
        };

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        var values = (_range.ToBytes(pictures.to_type(ScalarType.Float32)) + transformation["additions"]).clamp_(0, 255);
        values = where(values < transformation["thresholds"], values, 255 - values);
        return _range.FromBytes(values).to_type(pictures.dtype).MoveToOuterDisposeScope();
    }

    protected override void AddConfig(JsonObject config)
    {
        config["value_range"] = _range.ToJson();
        config["addition_factor"] = addition.ToPair();
        config["threshold_factor"] = threshold.ToPair();
        config["seed"] = Seed;
    }
}
