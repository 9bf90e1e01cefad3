using System.Globalization;
using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Preprocessing;

/// <summary>Texts or whole numbers to the number of a bin, by FarmHash of their text (https://keras.io/api/layers/preprocessing_layers/categorical/hashing/).
/// Bin 0 is the mask's where there is one. A salt is refused.</summary>
public sealed class Hashing : Layer
{
    private readonly int bins;
    private readonly JsonNode? mask;
    private readonly string mode;

    private Hashing(LayerConfig config)
        : base(config.Name, config.DType)
    {
        config.OnlyNull("salt");
        bins = config.Int("num_bins") is > 0 and var number ? number : throw config.Refuse("num_bins", new("layer.setting.positive"));
        mask = config.Node("mask_value")?.DeepClone();
        mode = config.Choice("output_mode", "int", "int", "one_hot", "multi_hot", "count");
        if (config.Bool("sparse", false))
        {
            throw config.Refuse("sparse", new("layer.setting.falseOnly"));
        }
    }

    internal override bool AcceptsText => true;

    public override bool WritesBuildConfig => false;

    protected override bool CastsInputs => false;

    public static Hashing FromConfig(LayerConfig config) => new(config);

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) =>
        mode == "int" ? inputShapes[0] : CategoryEncoding.ShapeOf(inputShapes[0], mode, bins);

    public override string ComputeOutputType(IReadOnlyList<KerasTensor> inputs) => mode == "int" ? DTypePolicy.Name : "float32";

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var isText = inputs[0].dtype == ScalarType.Byte;
        string[] texts = isText
            ? TextTensor.Read(inputs[0])
            : [.. inputs[0].to_type(ScalarType.Int64).contiguous().data<long>().ToArray().Select(number => number.ToString(CultureInfo.InvariantCulture))];
        var reserved = mask is not null && bins > 1;
        var dropped = mask?.ToString();
        long[] numbers =
        [
            .. texts.Select(text =>
                reserved
                    ? text == dropped
                        ? 0
                        : 1 + FarmHash.Bucket(text, bins - 1)
                    : FarmHash.Bucket(text, bins)
            ),
        ];
        var result = tensor(numbers, isText ? TextTensor.ShapeOf(inputs[0]) : inputs[0].shape, ScalarType.Int64);
        return mode == "int" ? result : CategoryEncoding.Encode(result, mode, bins, ScalarType.Float32);
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["num_bins"] = bins;
        config["salt"] = null;
        config["mask_value"] = mask?.DeepClone();
        config["output_mode"] = mode;
        config["sparse"] = false;
        return config;
    }
}
