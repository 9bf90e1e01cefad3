using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph.Initializers;

/// <summary>Normal with standard deviation <c>stddev</c> (Keras's default 0.05).</summary>
public sealed class RandomNormal(double mean = 0, double stddev = 0.05) : Initializer
{
    public override string ClassName => "RandomNormal";

    public override Tensor Create(long[] shape, ScalarType type, Generator generator) => (randn(shape, generator: generator) * stddev + mean).to_type(type);

    public override JsonObject GetConfig() =>
        new()
        {
            ["seed"] = null,
            ["mean"] = mean,
            ["stddev"] = stddev,
        };
}
