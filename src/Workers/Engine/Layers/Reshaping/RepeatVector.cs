using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Reshaping;

/// <summary>The same vector n times, (N, features) to (N, n, features) (https://keras.io/api/layers/reshaping_layers/repeat_vector/).</summary>
public sealed class RepeatVector : Layer
{
    private readonly int count;

    public RepeatVector(int n, string? name = null, DTypePolicy? dtype = null)
        : base(name, dtype) => count = n > 0 ? n : throw Refuse(new("layer.expected.n"), n);

    public static RepeatVector FromConfig(LayerConfig config) => new(config.Int("n"), config.Name, config.DType);

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) =>
        inputShapes[0].Rank == 2
            ? TensorShape.Of(inputShapes[0][0], count, inputShapes[0][1])
            : throw Refuse(new("layer.expected.shape", ("shape", "(N, features)")), inputShapes[0]);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => inputs[0].unsqueeze(1).repeat(1, count, 1);

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["n"] = count;
        return config;
    }
}
