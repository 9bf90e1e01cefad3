using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Reshaping;

/// <summary>(N, ...) to (N, target shape) in C order (https://keras.io/api/layers/reshaping_layers/reshape/).</summary>
/// <param name="targetShape">Without the batch; one of them may be -1.</param>
public sealed class Reshape(int[] targetShape, string? name = null, DTypePolicy? dtype = null) : Layer(name, dtype)
{
    public static Reshape FromConfig(LayerConfig config) => new(config.Ints("target_shape"), config.Name, config.DType);

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        var input = inputShapes[0];
        var known = targetShape.Where(d => d != -1).Aggregate(1L, (product, d) => product * d);
        var open = targetShape.Count(d => d == -1);
        if (
            open > 1
            || targetShape.Any(d => d < -1)
            || (input.ElementsOfSample is { } elements && (open == 0 ? elements != known : known == 0 || elements % known != 0))
        )
        {
            throw Refuse(
                new("layer.expected.targetShape"),
                new Refusal("layer.received.shapeFor", ("shape", string.Join(", ", targetShape)), ("input", input.ToString()))
            );
        }

        return new TensorShape([input[0], .. targetShape.Select(d => d != -1 ? d : input.ElementsOfSample / known)]);
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) =>
        inputs[0].reshape([inputs[0].shape[0], .. targetShape.Select(d => (long)d)]);

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["target_shape"] = SpatialWindow.Json(targetShape);
        return config;
    }
}
