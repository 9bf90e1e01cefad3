using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Normalization;

/// <summary>
/// Divides a layer's kernel by its largest singular value at each training step, found by power iteration
/// (https://keras.io/api/layers/normalization_layers/spectral_normalization/, Miyato et al. 2018). In inference the kernel is used as it is.
/// </summary>
/// <param name="powerIterations">Default 1.</param>
public sealed class SpectralNormalization(Layer layer, int powerIterations = 1, string? name = null, DTypePolicy? dtype = null) : Layer(name, dtype)
{
    private Variable? kernel;
    private Variable? vector;

    public override bool WritesBuildConfig => true;

    internal override IEnumerable<(string Attribute, Layer Layer)> SubLayers => [("layer", layer)];

    // Keras keeps the kernel among the wrapper's own weights as well as among the layer's.
    internal override IReadOnlyList<Variable> OwnWeights => kernel is null ? [] : [kernel, vector!];

    // Whether it is frozen or not, as in Keras.
    internal override IReadOnlyList<Variable> MovedBy(CallContext context) => context.Training && !RunsInInferenceMode ? OwnWeights : [];

    public static SpectralNormalization FromConfig(LayerConfig config) =>
        new(config.Layer("layer"), config.Int("power_iterations", 1), config.Name, config.DType);

    protected override void Build(IReadOnlyList<TensorShape> inputShapes)
    {
        if (powerIterations < 1)
        {
            throw Refuse(new("layer.expected.powerIterations"), powerIterations);
        }

        BuildInner(layer, inputShapes[0]);
        kernel =
            layer.OwnWeights.FirstOrDefault(weight => weight.Name is "kernel" or "embeddings")
            ?? throw Refuse(new("layer.expected.kernelOrEmbeddings"), layer.ClassName);
        vector = AddWeight("vector_u", [1, kernel.Shape[^1]], new TruncatedNormal(stddev: 0.02), trainable: false);
    }

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes) => layer.ComputeOutputShape(inputShapes);

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        if (MovedBy(context).Count > 0 && !context.Repeats)
        {
            Normalize();
        }

        return layer.Invoke(inputs, context)[0];
    }

    public override Tensor? RegularizationLoss() => layer.RegularizationLoss();

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["layer"] = NetworkConfig.Describe(layer);
        config["power_iterations"] = powerIterations;
        return config;
    }

    private void Normalize()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var matrix = kernel!.Value.detach().reshape(-1, kernel.Shape[^1]);
        if (matrix.count_nonzero().item<long>() == 0)
        {
            return;
        }

        var (u, v) = (vector!.Value, vector.Value);
        for (var i = 0; i < powerIterations; i++)
        {
            v = Unit(u.Times(matrix.t()));
            u = Unit(v.Times(matrix));
        }

        var largest = v.Times(matrix).Times(u.t()).reshape([]);
        vector.Value.copy_(u);
        kernel.Value.div_(largest);
    }

    private static Tensor Unit(Tensor x) => x / x.square().sum().sqrt().clamp_min(1e-7);
}
