using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;

/// <summary>
/// Stretches each channel of a picture over the whole range, in training and in inference
/// (https://keras.io/api/layers/preprocessing_layers/image_augmentation/auto_contrast/). A channel of one value stays as it is.
/// </summary>
public sealed class AutoContrast(ValueRange? range = null, string? name = null, DTypePolicy? dtype = null) : RandomPictureLayer(null, name, dtype)
{
    private readonly ValueRange _range = range ?? ValueRange.Bytes;

    public override bool IsRandomInTraining => false;

    public static AutoContrast FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new AutoContrast(ValueRange.Of(config), config.Name, config.DType);
    }

    /// <summary>Nothing is drawn.</summary>
    public override IReadOnlyDictionary<string, Tensor> Draw(long pictures, long height, long width, Generator generator) => new Dictionary<string, Tensor>();

    public override Tensor Transform(Tensor pictures, IReadOnlyDictionary<string, Tensor> transformation)
    {
        using var scope = NewDisposeScope();
        var values = _range.ToBytes(pictures.to_type(ScalarType.Float32));
        var low = values.amin([1, 2], keepdim: true);
        var scale = 255 / (values.amax([1, 2], keepdim: true) - low);
        var stretched = _range.FromBytes(((values * scale) - (low * scale)).clamp_(0, 255)).to_type(pictures.dtype);
        return where(stretched.isnan(), pictures, stretched).MoveToOuterDisposeScope();
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => Transform(inputs[0], new Dictionary<string, Tensor>());

    protected override void AddConfig(JsonObject config) => config["value_range"] = _range.ToJson();
}
