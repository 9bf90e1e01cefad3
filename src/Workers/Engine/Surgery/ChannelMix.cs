using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Surgery;

/// <summary>
/// How the channels that a network was made for (C) become those of its new input (N): a matrix [N, C], by which a first kernel's input axis is mixed.
/// One channel: <c>average</c> (each 1/C: the first convolution answers a C-th of what it says to the grey channel repeated), <c>sum</c> (each 1: exactly what
/// it says to the
/// grey channel repeated), <c>luminance</c> (ITU-R BT.601 as TensorFlow's <c>rgb_to_grayscale</c>: 0.2989 red, 0.5870 green, 0.1140 blue). More channels:
/// <c>repeat</c>, channel n takes
/// the kernel of channel n mod C, times C/N so that the sum of all answers keeps its size.
/// </summary>
public sealed class ChannelMix
{
    private static readonly double[] Luminance = [0.2989, 0.5870, 0.1140];

    private ChannelMix(string method, double[][] rows, int[] source) => (Method, Rows, Source) = (method, rows, source);

    public string Method { get; }

    /// <summary>[N][C].</summary>
    public IReadOnlyList<IReadOnlyList<double>> Rows { get; }

    /// <summary>For each new channel the old one whose place it takes; of a single new channel, the first.</summary>
    public IReadOnlyList<int> Source { get; }

    public int From => Rows[0].Count;

    public int To => Rows.Count;

    /// <param name="from">Channels that the network has now.</param>
    /// <param name="to">Channels that it shall have.</param>
    /// <exception cref="RefusedException">The method does not fit the channels.</exception>
    public static ChannelMix Of(string method, int from, int to)
    {
        if (to == from)
        {
            throw new RefusedException(new Refusal("surgery.channels.same", ("received", to)));
        }

        if (to < 1)
        {
            throw new RefusedException(new Refusal("surgery.channels.none", ("received", to)));
        }

        var fits = to == 1 ? method is "average" or "sum" or "luminance" : method == "repeat";
        if (!fits)
        {
            throw new RefusedException(new Refusal(to == 1 ? "surgery.method.one" : "surgery.method.several", ("channels", to), ("received", method)));
        }

        if (method == "luminance" && from != 3)
        {
            throw new RefusedException(new Refusal("surgery.luminance", ("received", from)));
        }

        double[] weights = method switch
        {
            "average" => [.. Enumerable.Repeat(1.0 / from, from)],
            "luminance" => [.. Luminance],
            _ => [.. Enumerable.Repeat(1.0, from)],
        };
        return to == 1
            ? new ChannelMix(method, [weights], [0])
            : new ChannelMix(
                method,
                [.. Enumerable.Range(0, to).Select(n => Enumerable.Range(0, from).Select(c => c == n % from ? from / (double)to : 0).ToArray())],
                [.. Enumerable.Range(0, to).Select(n => n % from)]
            );
    }

    /// <summary>The same for a network that reads its channels backwards (BGR behind RGB pictures).</summary>
    public ChannelMix Reversed() => new(Method, [.. Rows.Select(row => row.Reverse().ToArray())], To == 1 ? [0] : [.. Source.Select(c => From - 1 - c)]);

    /// <summary>The kernel [h, w, C, F] of a first convolution as one of [h, w, N, F].</summary>
    public Tensor Fold(Tensor kernel)
    {
        using var scope = NewDisposeScope();
        using var rows = tensor(Rows.SelectMany(row => row).Select(v => (float)v).ToArray(), [To, From]).to_type(kernel.dtype);
        return einsum("nc,hwcf->hwnf", rows, kernel).MoveToOuterDisposeScope();
    }

    /// <summary>Of one new channel: what each old channel counts for.</summary>
    public IReadOnlyList<double> Weights => Rows[0];
}
