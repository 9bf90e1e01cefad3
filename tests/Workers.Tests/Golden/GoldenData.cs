using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Golden;

/// <summary>Keras's own numbers, in <c>tests/Golden</c>, and the weights and pictures that both sides make from a counter.</summary>
internal static class GoldenData
{
    public static JsonObject Json(params string[] path) => JsonNode.Parse(File.ReadAllText(Repository.Golden(path)))!.AsObject();

    /// <summary>u(v, k) in [0, 1), see tests/Golden/README.md.</summary>
    public static float Uniform(ulong variable, ulong element)
    {
        unchecked
        {
            var z = (variable << 32) + element + 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            z ^= z >> 31;
            return (z >> 40) / 16777216f;
        }
    }

    /// <summary>floor(256 u) of any shape, (N, H, W, C) as a rule.</summary>
    public static Tensor Image(ulong seed, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (p, d) => p * d)];
        for (var k = 0; k < values.Length; k++)
        {
            values[k] = MathF.Floor(256 * Uniform(seed, (ulong)k));
        }

        return tensor(values, shape);
    }

    /// <summary>Fills every weight by its number in the network and its name.</summary>
    public static void Fill(Network network, int offset = 0)
    {
        var index = offset;
        foreach (var weight in network.Weights)
        {
            weight.Assign(FillValues(weight.Name, weight.Shape, (ulong)index++));
        }
    }

    public static float[] FillValues(string name, long[] shape, ulong variable)
    {
        var values = new float[shape.Aggregate(1L, (p, d) => p * d)];
        float fan = shape.Length switch
        {
            >= 3 when shape.Length == 4 && shape[3] == 1 => shape[0] * shape[1],
            >= 3 => shape[..^1].Aggregate(1L, (p, d) => p * d),
            2 => shape[0],
            1 => Math.Max(1, shape[0]),
            _ => 1,
        };
        var limit = MathF.Sqrt(6f / fan);
        for (var k = 0; k < values.Length; k++)
        {
            var u = Uniform(variable, (ulong)k);
            values[k] = name switch
            {
                "gamma" or "moving_variance" or "variance" => 0.9f + 0.2f * u,
                "beta" or "bias" or "moving_mean" or "mean" => (u - 0.5f) * 0.1f,
                "count" => 0,
                _ => (u - 0.5f) * 2f * limit,
            };
        }

        return values;
    }

    public static float[] Floats(JsonNode? node) =>
        [.. node!.AsArray().SelectMany(item => item is JsonArray inner ? Floats(inner) : [item!.GetValue<float>()])];

    /// <summary>The largest difference relative to the largest absolute expected value.</summary>
    public static double RelativeDifference(IReadOnlyList<float> expected, IReadOnlyList<float> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        var scale = expected.Max(Math.Abs);
        return expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / Math.Max(scale, 1e-30f);
    }

    public static void AssertClose(IReadOnlyList<float> expected, IReadOnlyList<float> actual, double tolerance, string what)
    {
        var difference = RelativeDifference(expected, actual);
        Assert.True(difference <= tolerance, $"{what}: relative difference {difference:g3}, allowed {tolerance:g3}.");
    }

    public static float[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to_type(ScalarType.Float32).contiguous().data<float>().ToArray();
    }
}
