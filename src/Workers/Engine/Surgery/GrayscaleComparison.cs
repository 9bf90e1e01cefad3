using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Surgery;

/// <summary>What a network for RGB makes of grey pictures: with the grey channel repeated, and with a first kernel averaged, summed or
/// luminance-weighted.</summary>
/// <param name="Method"><c>replicate</c> for the network as it is, else a method of <see cref="ChannelMix"/>.</param>
/// <param name="Heat">Mean magnitude of the first convolution's filters, [pictures, h, w], float32; owned by the caller.</param>
/// <param name="RelativeDifference">Of the pooled features to those of <c>replicate</c>: norm of the difference over the norm.</param>
/// <param name="CosineSimilarity">Between both, mean over the pictures.</param>
public sealed record GrayscaleComparison(string Method, Tensor Heat, double RelativeDifference, double CosineSimilarity)
{
    private static readonly string[] Methods = ["average", "sum", "luminance"];

    /// <param name="grey">[pictures, H, W, 1] of 0..255.</param>
    /// <exception cref="RefusedException">The network can't take one channel; the sentence says why.</exception>
    public static IReadOnlyList<GrayscaleComparison> Of(Network network, PreprocessingFunction preprocessing, Tensor grey, CancellationToken stop = default)
    {
        if (network.InputShape is not { Rank: 4 } shape || shape[3] != 3)
        {
            throw new RefusedException(new Refusal("surgery.grayscale", ("received", network.InputShape.ToString())));
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var variants = Methods.Select(method => (Method: method, Adapted: ChannelSurgery.Adapt(network, preprocessing, 1, method))).ToList();
        var first = variants[0].Adapted.FirstConvolutions[0].Before;
        var (heat, features) = Run(network, first, preprocessing.Apply(cat([grey, grey, grey], -1)));
        var answers = new List<GrayscaleComparison> { new("replicate", heat.MoveToOuterDisposeScope(), 0, 1) };
        foreach (var (method, adapted) in variants)
        {
            stop.ThrowIfCancellationRequested();
            var (own, vector) = Run(adapted.Network, adapted.FirstConvolutions[0].After, adapted.Preprocessing.Apply(grey));
            var difference = ((vector - features).norm() / features.norm().clamp_min(1e-30)).item<float>();
            var cosine = nn.functional.cosine_similarity(vector, features, 1).mean().item<float>();
            answers.Add(new(method, own.MoveToOuterDisposeScope(), difference, cosine));
        }

        return answers;
    }

    private static (Tensor Heat, Tensor Features) Run(Network network, Layer first, Tensor pictures)
    {
        var flat = network.Flatten();
        var heat = flat.CutAt(first).Predict(pictures).to_type(ScalarType.Float32).abs().mean([-1]);
        var features = network.Predict(pictures).to_type(ScalarType.Float32);
        return (heat, features.dim() == 4 ? features.mean([1, 2]) : features.flatten(1));
    }

    /// <summary>[h, w] from 0 to <paramref name="most"/> as RGB bytes: dark violet for nothing, over green, to yellow (viridis).</summary>
    public static byte[] Paint(Tensor heat, float most)
    {
        var values = heat.contiguous().data<float>().ToArray();
        var pixels = new byte[values.Length * 3];
        for (var i = 0; i < values.Length; i++)
        {
            var at = (most > 0 && float.IsFinite(values[i]) ? Math.Clamp(values[i] / most, 0, 1) : 0) * (Colors.Length - 1);
            var (low, part) = (Math.Min((int)at, Colors.Length - 2), at - Math.Min((int)at, Colors.Length - 2));
            for (var c = 0; c < 3; c++)
            {
                pixels[(i * 3) + c] = (byte)Math.Round(Colors[low][c] + (part * (Colors[low + 1][c] - Colors[low][c])));
            }
        }

        return pixels;
    }

    private static readonly byte[][] Colors =
    [
        [68, 1, 84],
        [59, 82, 139],
        [33, 145, 140],
        [94, 201, 98],
        [253, 231, 37],
    ];
}
