using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph.Initializers;

/// <summary>Scales the variance to the number of inputs, outputs or their mean; the Glorot, He and LeCun initialisers are its named settings.</summary>
public sealed class VarianceScaling : Initializer
{
    private readonly string className;
    private readonly double scale;
    private readonly string mode;
    private readonly string distribution;

    /// <param name="scale">Default 1.</param>
    /// <param name="mode">fan_in (default), fan_out or fan_avg.</param>
    /// <param name="distribution">truncated_normal (default), untruncated_normal or uniform.</param>
    public VarianceScaling(double scale = 1, string mode = "fan_in", string distribution = "truncated_normal")
        : this("VarianceScaling", scale, mode, distribution) { }

    private VarianceScaling(string className, double scale, string mode, string distribution) =>
        (this.className, this.scale, this.mode, this.distribution) = (className, scale, mode, distribution);

    public static VarianceScaling GlorotUniform => new("GlorotUniform", 1, "fan_avg", "uniform");

    public static VarianceScaling GlorotNormal => new("GlorotNormal", 1, "fan_avg", "truncated_normal");

    public static VarianceScaling HeUniform => new("HeUniform", 2, "fan_in", "uniform");

    public static VarianceScaling HeNormal => new("HeNormal", 2, "fan_in", "truncated_normal");

    public static VarianceScaling LecunUniform => new("LecunUniform", 1, "fan_in", "uniform");

    public static VarianceScaling LecunNormal => new("LecunNormal", 1, "fan_in", "truncated_normal");

    public override string ClassName => className;

    public override Tensor Create(long[] shape, ScalarType type, Generator generator)
    {
        var (fanIn, fanOut) = Fans(shape);
        var variance =
            scale
            / Math.Max(
                1,
                mode switch
                {
                    "fan_in" => fanIn,
                    "fan_out" => fanOut,
                    _ => (fanIn + fanOut) / 2,
                }
            );
        var value = distribution switch
        {
            // 0.8796... is the standard deviation of a standard normal cut at two.
            "truncated_normal" => TruncatedNormal.Draw(shape, generator) * (Math.Sqrt(variance) / 0.87962566103423978),
            "untruncated_normal" => randn(shape, generator: generator) * Math.Sqrt(variance),
            _ => (rand(shape, generator: generator) * 2 - 1) * Math.Sqrt(3 * variance),
        };
        return value.to_type(type);
    }

    public override JsonObject GetConfig()
    {
        var config = new JsonObject { ["seed"] = null };
        if (className == "VarianceScaling")
        {
            config["scale"] = scale;
            config["mode"] = mode;
            config["distribution"] = distribution;
        }

        config["input_axes"] = null;
        config["output_axes"] = null;
        return config;
    }

    // Kernels are (..., in, out): the product of the leading dimensions is the receptive field.
    private static (double In, double Out) Fans(long[] shape)
    {
        if (shape.Length < 2)
        {
            var n = shape.Length == 0 ? 1 : shape[0];
            return (n, n);
        }

        var field = shape[..^2].Aggregate(1.0, (product, d) => product * d);
        return (field * shape[^2], field * shape[^1]);
    }
}
