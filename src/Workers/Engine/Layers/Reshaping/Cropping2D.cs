using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Reshaping;

/// <summary>Cuts rows and columns off (https://keras.io/api/layers/reshaping_layers/cropping2d/).</summary>
public sealed class Cropping2D : Layer
{
    private readonly (int Before, int After)[] cropping;

    /// <param name="cropping">((top, bottom), (left, right)).</param>
    public Cropping2D((int Before, int After)[] cropping, string? name = null, DTypePolicy? dtype = null)
        : base(name, dtype) =>
        this.cropping =
            cropping.Length == 2 && cropping.All(side => side.Before >= 0 && side.After >= 0)
                ? cropping
                : throw Refuse(new("layer.expected.twoMargins"), string.Join(", ", cropping));

    public override bool WritesBuildConfig => true;

    public static Cropping2D FromConfig(LayerConfig config)
    {
        config.ChannelsLast();
        return new Cropping2D(config.Margins("cropping", 2, fallback: 0), config.Name, config.DType);
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var input = inputShapes[0].Rank == 4 ? inputShapes[0] : throw Refuse(new("layer.expected.shape", ("shape", "(N, H, W, C)")), inputShapes[0]);
        var output = TensorShape.Of(input[0], input[1] - cropping[0].Before - cropping[0].After, input[2] - cropping[1].Before - cropping[1].After, input[3]);
        return output[1] <= 0 || output[2] <= 0 ? throw Refuse(new("layer.expected.largerThanCut"), input) : output;
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var x = inputs[0];
        return x.narrow(1, cropping[0].Before, x.shape[1] - cropping[0].Before - cropping[0].After)
            .narrow(2, cropping[1].Before, x.shape[2] - cropping[1].Before - cropping[1].After);
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["cropping"] = new JsonArray([.. cropping.Select(side => (JsonNode?)new JsonArray(side.Before, side.After))]);
        config["data_format"] = "channels_last";
        return config;
    }
}
