using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph.Initializers;

/// <summary>Uniform between two limits (Keras's default -0.05 to 0.05).</summary>
public sealed class RandomUniform(double minval = -0.05, double maxval = 0.05) : Initializer
{
    public override string ClassName => "RandomUniform";

    public override Tensor Create(long[] shape, ScalarType type, Generator generator) =>
        (rand(shape, generator: generator) * (maxval - minval) + minval).to_type(type);

    public override JsonObject GetConfig() =>
        new()
        {
            ["seed"] = null,
            ["minval"] = minval,
            ["maxval"] = maxval,
        };
}
