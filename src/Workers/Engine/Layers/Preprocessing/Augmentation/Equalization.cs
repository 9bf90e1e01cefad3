using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>
/// Spreads the values of each channel evenly over the range, in training
/// (https://keras.io/api/layers/preprocessing_layers/image_augmentation/equalization/). As in Keras, the histogram is the whole batch's.
/// </summary>
public sealed class Equalization(int bins = 256, ValueRange? range = null, string? name = null, DTypePolicy? dtype = null)
    : RandomPictureLayer(null, name, dtype)
{
    private readonly ValueRange _range = range ?? ValueRange.Bytes;

    public static Equalization FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return config.Int("bins", 256) is > 1 and <= 65536 and var bins
            ? new Equalization(bins, ValueRange.Of(config), config.Name, config.DType)
            : throw config.Refuse("bins", new("layer.setting.range", ("least", "2"), ("most", "65536")));
    }

    /// <summary>Nothing is drawn.</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator) => new Dictionary<string, Tensor>();

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        var values = _range.ToBytes(pictures.to_type(ScalarType.Float32));
        var places = ((values * (bins - 1)) / 255).to_type(ScalarType.Int64).clamp_(0, bins - 1);
        var channels = Enumerable.Range(0, (int)pictures.shape[3]).Select(channel => Channel(values.select(3, channel), places.select(3, channel)));
        return _range.FromBytes(stack(channels, -1)).to_type(pictures.dtype).MoveToOuterDisposeScope();
    }

    protected override void AddConfig(JsonObject config)
    {
        config["bins"] = bins;
        config["value_range"] = _range.ToJson();
    }

    private Tensor Channel(Tensor values, Tensor places)
    {
        var histogram = places.flatten().bincount(null, bins);
        if (histogram.count_nonzero().item<long>() <= 1)
        {
            return values;
        }

        var sums = histogram.cumsum(0);
        var least = sums[sums.gt(0)][0];
        var table = ((sums - least) * 255).to_type(ScalarType.Float32).div_((sums[-1] - least).clamp_min(1)).round_().clamp_(0, 255);
        return table.index_select(0, ((values / 255) * (bins - 1)).clamp_(0, bins - 1).to_type(ScalarType.Int64).flatten()).view(values.shape);
    }
}
