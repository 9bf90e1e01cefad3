using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers;

/// <summary>A window that slides over spatial axes: the arithmetic of "same" and "valid" as TensorFlow does it, where an odd margin goes to the bottom and
/// right, and over one axis of "causal", whose whole margin lies before.</summary>
internal sealed record SpatialWindow(int[] Kernel, int[] Strides, string Padding, int[] Dilation)
{
    public static SpatialWindow Checked(string owner, int[] kernel, int[] strides, string padding, int[]? dilation = null)
    {
        dilation ??= [.. kernel.Select(_ => 1)];
        if (kernel.Concat(strides).Concat(dilation).Any(value => value < 1))
        {
            throw new RefusedException(
                new Refusal(
                    "layer.window.sizes",
                    ("layer", owner),
                    ("kernel", string.Join(", ", kernel)),
                    ("strides", string.Join(", ", strides)),
                    ("dilation", string.Join(", ", dilation))
                )
            );
        }

        if (padding is not ("same" or "valid") && (padding, kernel.Length) != ("causal", 1))
        {
            throw new RefusedException(new Refusal("layer.window.padding", ("layer", owner), ("received", padding)));
        }

        return new SpatialWindow(kernel, strides, padding, dilation);
    }

    private int Span(int axis) => Dilation[axis] * (Kernel[axis] - 1) + 1;

    /// <summary>The output length along an axis; null if the input's is unknown.</summary>
    public long? Output(long? input, int axis, string owner)
    {
        if (input is not { } length)
        {
            return null;
        }

        var output = Padding == "valid" ? (length - Span(axis)) / Strides[axis] + 1 : (length + Strides[axis] - 1) / Strides[axis];
        return Padding == "causal" || (output > 0 && length >= (Padding == "same" ? 1 : Span(axis)))
            ? output
            : throw new RefusedException(new Refusal("layer.window.inputSmall", ("layer", owner), ("least", Span(axis)), ("axis", axis), ("received", length)));
    }

    /// <summary>The margins (before, after) along an axis of this length.</summary>
    public (long Before, long After) Margin(long length, int axis)
    {
        if (Padding != "same")
        {
            return (Padding == "causal" ? Span(axis) - 1 : 0, 0);
        }

        var total = Math.Max(((length + Strides[axis] - 1) / Strides[axis] - 1) * Strides[axis] + Span(axis) - length, 0);
        return (total / 2, total - total / 2);
    }

    /// <summary>The length along an axis of what this window's transposed convolution gives; null if the input's is unknown.</summary>
    public long? TransposedOutput(long? input, int axis) => input * Strides[axis] + (Padding == "same" ? 0 : Math.Max(Span(axis) - Strides[axis], 0));

    /// <summary>All that a transposed convolution gives, (N, C, ...), to its output: "same" cuts what the forward convolution's margins would have covered; a
    /// kernel shorter than the stride leaves zeros at the end.</summary>
    public Tensor FitTransposed(Tensor full, Tensor input)
    {
        for (var axis = 0; axis < Kernel.Length; axis++)
        {
            var length = TransposedOutput(input.shape[axis + 2], axis)!.Value;
            var before = Padding == "same" ? Math.Max(Span(axis) - Strides[axis], 0) / 2 : 0;
            var missing = length - (full.shape[axis + 2] - before);
            full = (missing > 0 ? nn.functional.pad(full, [.. new long[2 * (Kernel.Length - 1 - axis)], 0, missing]) : full).narrow(axis + 2, before, length);
        }

        return full;
    }

    /// <summary>Even margins are left to the kernel; uneven ones are laid around the picture first.</summary>
    /// <param name="picture">(N, C, H, W), any strides.</param>
    public (Tensor Picture, long[] Padding) Pad(Tensor picture, double value = 0)
    {
        var (top, bottom) = Margin(picture.shape[2], 0);
        var (left, right) = Margin(picture.shape[3], 1);
        return top == bottom && left == right
            ? (picture, [top, left])
            : (nn.functional.pad(picture, [left, right, top, bottom], PaddingModes.Constant, value), [0, 0]);
    }

    /// <summary>As <see cref="Pad"/> for any number of axes; (N, C, ...).</summary>
    public (Tensor X, long[] Padding) PadAll(Tensor x)
    {
        (long Before, long After)[] margins = [.. Kernel.Select((_, axis) => Margin(x.shape[axis + 2], axis))];
        return margins.All(margin => margin.Before == margin.After)
            ? (x, [.. margins.Select(margin => margin.Before)])
            : (LayAround(x, 0), new long[Kernel.Length]);
    }

    /// <summary>The margins of all axes around (N, C, ...).</summary>
    public Tensor LayAround(Tensor x, double value)
    {
        (long Before, long After)[] margins = [.. Kernel.Select((_, axis) => Margin(x.shape[axis + 2], axis))];
        return margins.All(margin => margin is (0, 0))
            ? x
            : nn.functional.pad(x, [.. margins.Reverse().SelectMany(margin => new[] { margin.Before, margin.After })], PaddingModes.Constant, value);
    }

    public static long[] Long(int[] values) => [.. values.Select(value => (long)value)];

    public static JsonArray Json(IEnumerable<int> values) => new([.. values.Select(value => (JsonNode?)value)]);
}
