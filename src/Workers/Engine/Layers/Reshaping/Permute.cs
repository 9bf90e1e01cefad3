using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Reshaping;

/// <summary>Reorders the axes of a sample (https://keras.io/api/layers/reshaping_layers/permute/).</summary>
public sealed class Permute : Layer
{
    private readonly int[] dims;

    /// <param name="dims">Counted from 1, the batch left out: (2, 1) swaps the two axes of (N, a, b).</param>
    public Permute(int[] dims, string? name = null, DTypePolicy? dtype = null)
        : base(name, dtype) =>
        this.dims = dims.Order().SequenceEqual(Enumerable.Range(1, dims.Length))
            ? dims
            : throw Refuse(new("layer.expected.eachAxis", ("most", dims.Length)), string.Join(", ", dims));

    public override bool WritesBuildConfig => true;

    public static Permute FromConfig(LayerConfig config) => new(config.Ints("dims"), config.Name, config.DType);

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) =>
        inputShapes[0].Rank == dims.Length + 1
            ? new TensorShape([inputShapes[0][0], .. dims.Select(dim => inputShapes[0][dim])])
            : throw Refuse(new("layer.expected.rank", ("rank", dims.Length + 1)), inputShapes[0]);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context) => inputs[0].permute([0, .. dims.Select(dim => (long)dim)]);

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["dims"] = SpatialWindow.Json(dims);
        return config;
    }
}
