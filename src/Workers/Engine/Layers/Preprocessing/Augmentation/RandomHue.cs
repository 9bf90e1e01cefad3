using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Turns colours on the colour circle (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_hue/).</summary>
/// <param name="factor">In half circles, either way; one number f means 0 to f.</param>
public sealed class RandomHue(FactorRange factor, ValueRange? range = null, int? seed = null, string? name = null, DTypePolicy? dtype = null)
    : RandomPictureLayer(seed, name, dtype)
{
    private readonly ValueRange _range = range ?? ValueRange.Bytes;

    public static RandomHue FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new RandomHue(
            FactorRange.Positive(FactorRange.Numbers(config, "factor")),
            ValueRange.Of(config),
            config.OptionalInt("seed"),
            config.Name,
            config.DType
        );
    }

    /// <summary><c>factor</c>, [N], in full circles.</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator)
    {
        var invert = Uniform(0, 1, generator, pictures).gt(0.5).to_type(ScalarType.Float32).mul_(-2).add_(1);
        return new Dictionary<string, Tensor> { ["factor"] = Uniform(factor.Lower, factor.Upper, generator, pictures).mul_(invert).mul_(0.5) };
    }

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        var result = pictures.to_type(ScalarType.Float32).contiguous().clone();
        var circles = transformation["factor"].to_type(ScalarType.Float32).contiguous().data<float>().ToArray();
        var each = (int)(result.numel() / result.shape[0]);
        Parallel.For(
            0,
            circles.Length,
            new ParallelOptions { MaxDegreeOfParallelism = ProcessThreads.Count },
            i =>
                Hsv.Turn(
                    System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(result.bytes).Slice(i * each, each),
                    circles[i],
                    (float)_range.Lowest,
                    (float)_range.Width
                )
        );
        return result.to_type(pictures.dtype).MoveToOuterDisposeScope();
    }

    protected override void AddConfig(JsonObject config)
    {
        config["factor"] = factor.ToPair();
        config["value_range"] = _range.ToJson();
        config["seed"] = Seed;
    }
}
