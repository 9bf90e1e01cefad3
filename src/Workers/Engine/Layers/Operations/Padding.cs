using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Operations;

/// <summary>Margins around a tensor (https://keras.io/api/ops/numpy/#pad-function): constant, reflect, symmetric.</summary>
internal static class Padding
{
    private const long Widest = 1 << 16;

    public static Tensor Apply(OperationCall call)
    {
        var x = call.X;
        var widths = Widths(call, (int)x.dim());
        var mode = call.Text("mode", "constant").ToLowerInvariant();
        for (var axis = 0; axis < widths.Length; axis++)
        {
            var (before, after) = widths[axis];
            if (before is < 0 or > Widest || after is < 0 or > Widest)
            {
                throw call.Refuse("pad_width", new("layer.setting.widest", ("most", Widest.ToString())), $"{before}, {after}");
            }

            x =
                before == 0 && after == 0 ? x
                : mode == "constant" ? Fill(call, x, axis, before, after)
                : ShapeOperations.Pick(x, axis, Places(call, mode, call.Listed(x.shape[axis], "pad_width"), before, after));
        }

        return x;
    }

    private static Tensor Fill(OperationCall call, Tensor x, int axis, long before, long after)
    {
        Tensor Margin(long width) => full([.. x.shape[..axis], width, .. x.shape[(axis + 1)..]], call.Number("constant_values", 0), x.dtype, x.device);
        return cat([Margin(before), x, Margin(after)], axis);
    }

    private static long[] Places(OperationCall call, string mode, long length, long before, long after) =>
        mode is "reflect" or "symmetric" && (mode == "reflect" ? before < length && after < length : before <= length && after <= length)
            ? [.. Enumerable.Range(0, (int)(before + length + after)).Select(i => Mirror(i - before, length, mode == "reflect" ? 1 : 0))]
        : mode == "edge" && length > 0 ? [.. Enumerable.Range(0, (int)(before + length + after)).Select(i => Math.Clamp(i - before, 0, length - 1))]
        : throw call.Refuse("mode", new("layer.setting.padding"), mode);

    // "reflect" leaves the border itself out, "symmetric" repeats it.
    private static long Mirror(long place, long length, int skip) =>
        place < 0 ? -place - 1 + skip
        : place >= length ? (2 * length) - place - 1 - skip
        : place;

    private static (long Before, long After)[] Widths(OperationCall call, int rank)
    {
        var node = call.Setting("pad_width");
        if (node is JsonArray { Count: > 0 } pairs && pairs[0] is JsonArray)
        {
            return pairs.Count == rank || pairs.Count == 1
                ? [.. Enumerable.Range(0, rank).Select(axis => Pair(call, pairs[pairs.Count == 1 ? 0 : axis]))]
                : throw call.Refuse("pad_width", new("layer.setting.pairPerAxis", ("axes", rank)), node);
        }

        return [.. Enumerable.Repeat(Pair(call, node), rank)];
    }

    private static (long Before, long After) Pair(OperationCall call, JsonNode? node) =>
        call.Ints(node, "pad_width") switch
        {
            [var both] => (both, both),
            [var before, var after] => (before, after),
            _ => throw call.Refuse("pad_width", new("layer.setting.pairs"), node),
        };
}
