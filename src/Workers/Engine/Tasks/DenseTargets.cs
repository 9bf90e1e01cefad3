using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Tasks;

/// <summary>Targets of one number or more an example, float32 [n, k]; blended where layers mixed the examples, in the shares in which they mixed
/// them.</summary>
internal static class DenseTargets
{
    public static Tensor Of(IReadOnlyList<IReadOnlyList<double>> stored) =>
        torch.tensor(stored.SelectMany(row => row.Select(number => (float)number)).ToArray(), [stored.Count, stored.Count == 0 ? 0 : stored[0].Count]);

    public static Tensor Mixed(Tensor targets, IReadOnlyList<LabelMix> mixes)
    {
        foreach (var mix in mixes)
        {
            var own = Layout.Beside(targets, mix.Own).expand(targets.shape[0]).unsqueeze(1);
            targets = (targets * own) + (targets.index_select(0, Layout.Beside(targets, mix.Other)) * (1 - own));
        }
        return targets;
    }

    /// <summary>Outputs [n, k] as a row an example.</summary>
    public static IEnumerable<double[]> Rows(Tensor outputs)
    {
        using var scope = NewDisposeScope();
        var flat = outputs.to_type(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        var (count, width) = ((int)outputs.shape[0], flat.Length / Math.Max(1, (int)outputs.shape[0]));
        return [.. Enumerable.Range(0, count).Select(i => Array.ConvertAll(flat[(i * width)..((i + 1) * width)], number => (double)number))];
    }
}
