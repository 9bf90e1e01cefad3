using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph.Initializers;

/// <summary>Normal, drawn again beyond two standard deviations (Keras's default stddev 0.05).</summary>
public sealed class TruncatedNormal(double mean = 0, double stddev = 0.05) : Initializer
{
    public override string ClassName => "TruncatedNormal";

    public override Tensor Create(long[] shape, ScalarType type, Generator generator) => (Draw(shape, generator) * stddev + mean).to_type(type);

    public override JsonObject GetConfig() =>
        new()
        {
            ["seed"] = null,
            ["mean"] = mean,
            ["stddev"] = stddev,
        };

    /// <summary>A standard normal cut at +-2, through the inverse of its distribution: one draw a number, so the stream's length is fixed.</summary>
    internal static Tensor Draw(long[] shape, Generator generator)
    {
        // erf(2 / sqrt(2)) = 0.9544997...: the mass within two standard deviations.
        const double Mass = 0.95449973610364158;
        var uniform = rand(shape, ScalarType.Float64, generator: generator);
        return (((uniform * 2 - 1) * Mass).erfinv() * Math.Sqrt(2)).to_type(ScalarType.Float32);
    }
}
