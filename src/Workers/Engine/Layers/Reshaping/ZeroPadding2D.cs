using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Reshaping;

/// <summary>Rows and columns of zeros around a picture, (N, H, W, C) to (N, H + top + bottom, W + left + right, C)
/// (https://keras.io/api/layers/reshaping_layers/zero_padding2d/).</summary>
public sealed class ZeroPadding2D : Layer
{
    private readonly (int Before, int After)[] padding;

    /// <param name="height">(top, bottom).</param>
    /// <param name="width">(left, right).</param>
    public ZeroPadding2D((int Top, int Bottom) height, (int Left, int Right) width, string? name = null, DTypePolicy? dtype = null)
        : this([height, width], name, dtype) { }

    /// <param name="padding">The same on all four sides; Keras's default is 1.</param>
    public ZeroPadding2D(int padding = 1, string? name = null, DTypePolicy? dtype = null)
        : this([(padding, padding), (padding, padding)], name, dtype) { }

    private ZeroPadding2D((int Before, int After)[] padding, string? name, DTypePolicy? dtype)
        : base(name, dtype)
    {
        this.padding =
            padding.Length == 2 && padding.All(side => side.Before >= 0 && side.After >= 0)
                ? padding
                : throw Refuse(new("layer.expected.twoMargins"), string.Join(", ", padding));
    }

    public override bool WritesBuildConfig => true;

    /// <summary>(before, after) of height and width.</summary>
    internal IReadOnlyList<(int Before, int After)> Margins => padding;

    public static ZeroPadding2D FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new ZeroPadding2D(config.Margins("padding", 2), config.Name, config.DType);
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var input = inputShapes[0].Rank == 4 ? inputShapes[0] : throw Refuse(new("layer.expected.shape", ("shape", "(N, H, W, C)")), inputShapes[0]);
        return TensorShape.Of(input[0], input[1] + padding[0].Before + padding[0].After, input[2] + padding[1].Before + padding[1].After, input[3]);
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) =>
        nn.functional.pad(inputs[0], [0, 0, padding[1].Before, padding[1].After, padding[0].Before, padding[0].After]);

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["padding"] = new JsonArray([.. padding.Select(side => (JsonNode?)new JsonArray(side.Before, side.After))]);
        config["data_format"] = "channels_last";
        return config;
    }
}
