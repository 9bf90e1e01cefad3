using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>The range that pixel values lie in; Keras's default 0 to 255.</summary>
public sealed record ValueRange(double Lowest, double Highest)
{
    public static readonly ValueRange Bytes = new(0, 255);

    private static readonly ValueRange Unit = new(0, 1);

    public double Width => Highest - Lowest;

    public Tensor Clip(Tensor values) => values.clamp_(Lowest, Highest);

    public Tensor ToUnit(Tensor values) => Moved(values, Unit);

    public Tensor FromUnit(Tensor values) => Unit.Moved(values, this);

    public Tensor ToBytes(Tensor values) => Moved(values, Bytes);

    public Tensor FromBytes(Tensor values) => Bytes.Moved(values, this);

    internal static ValueRange Of(LayerConfig config)
    {
        if (!config.Has("value_range"))
        {
            return Bytes;
        }
        var numbers = FactorRange.Numbers(config, "value_range");
        return numbers.Length == 2 && numbers[0] != numbers[1]
            ? new ValueRange(numbers.Min(), numbers.Max())
            : throw config.Refuse("value_range", new("layer.setting.twoNumbers"));
    }

    internal JsonArray ToJson() => [Whole(Lowest), Whole(Highest)];

    private Tensor Moved(Tensor values, ValueRange to) => to == this ? values : values.sub(Lowest).div_(Width).mul_(to.Width).add_(to.Lowest);

    private static JsonNode Whole(double value) => value == Math.Floor(value) ? JsonValue.Create((long)value) : JsonValue.Create(value);
}
