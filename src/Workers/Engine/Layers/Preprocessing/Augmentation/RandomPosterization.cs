using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>Keeps the upper bits of each value (https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_posterization/).</summary>
/// <param name="lower">Fewest bits, 1 to 8.</param>
/// <param name="upper">Most bits; where it differs from <paramref name="lower"/> it is itself never drawn, as in Keras.</param>
public sealed class RandomPosterization(int lower, int upper, ValueRange? range = null, int? seed = null, string? name = null, DTypePolicy? dtype = null)
    : RandomPictureLayer(seed, name, dtype)
{
    private const int Bits = 8;
    private readonly ValueRange _range = range ?? ValueRange.Bytes;

    /// <summary>One number b means 1 to b.</summary>
    public static (int Lower, int Upper) BitsOf(double[] numbers) => numbers.Length == 1 ? (1, (int)numbers[0]) : ((int)numbers.Min(), (int)numbers.Max());

    public static RandomPosterization FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        var numbers = FactorRange.Numbers(config, "factor");
        if (numbers.Any(n => n is < 1 or > Bits || n != Math.Floor(n)))
        {
            throw config.Refuse("factor", new("layer.setting.bits"));
        }
        var (lower, upper) = BitsOf(numbers);
        return new RandomPosterization(lower, upper, ValueRange.Of(config), config.OptionalInt("seed"), config.Name, config.DType);
    }

    /// <summary><c>shift_factor</c>, [N]: bits that go.</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator)
    {
        var kept = lower == upper ? full(pictures, lower, ScalarType.Float32) : Uniform(lower, upper, generator, pictures).floor_();
        return new Dictionary<string, Tensor> { ["shift_factor"] = kept.neg_().add_(Bits).to_type(ScalarType.Byte) };
    }

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        // Shifting right and back is dividing, dropping the rest and multiplying; of whole numbers, exact in float32.
        var step = transformation["shift_factor"].to_type(ScalarType.Float32).exp2().view(-1, 1, 1, 1);
        var whole = _range.ToBytes(pictures.to_type(ScalarType.Float32)).floor();
        return _range.FromBytes((whole / step).floor_().mul_(step)).to_type(pictures.dtype).MoveToOuterDisposeScope();
    }

    protected override void AddConfig(JsonObject config)
    {
        config["factor"] = new JsonArray(lower, upper);
        config["value_range"] = _range.ToJson();
        config["seed"] = Seed;
    }
}
