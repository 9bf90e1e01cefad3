using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Operations;

/// <summary>The same numbers in another shape or order, parts of them, or several put together (https://keras.io/api/ops/numpy/).</summary>
internal static class ShapeOperations
{
    public static OperationKind[] Kinds { get; } =
    [
        OperationKind.Numpy("Reshape", call => call.X.reshape(call.Ints(call.Setting("newshape"), "newshape"))),
        OperationKind.Numpy(
            "Transpose",
            call =>
                call.X.permute(
                    call.Has("axes") ? [.. call.Axes("axes", call.X)] : [.. Enumerable.Range(0, (int)call.X.dim()).Reverse().Select(axis => (long)axis)]
                )
        ),
        OperationKind.Numpy("ExpandDims", ExpandDims),
        OperationKind.Numpy("Squeeze", Squeeze),
        OperationKind.Numpy("Concatenate", Concatenate),
        OperationKind.Numpy("Stack", call => Stack(call)),
        OperationKind.Numpy("Hstack", call => cat([.. call.Tensors(0, "xs")], call.Tensors(0, "xs")[0].dim() == 1 ? 0 : 1)),
        OperationKind.Numpy("Vstack", call => cat([.. call.Tensors(0, "xs").Select(x => x.dim() == 1 ? x.unsqueeze(0) : x)], 0)),
        OperationKind.Numpy("Pad", Padding.Apply),
        OperationKind.Numpy("GetItem", Slices.Apply),
        OperationKind.Numpy("Tile", Tile),
        OperationKind.Numpy("Repeat", Repeat),
        OperationKind.Numpy("Flip", call => call.Axes("axis", call.X) is var axes && OperationCall.IsEmpty(call.X) ? call.X : call.X.flip(axes)),
        OperationKind.Numpy("Roll", Roll),
        OperationKind.Numpy("Swapaxes", call => call.X.transpose(call.Axis("axis1", 0, call.X.dim()), call.Axis("axis2", 0, call.X.dim()))),
        OperationKind.Numpy("Moveaxis", Moveaxis),
        OperationKind.Numpy("Ravel", call => call.X.flatten()),
        OperationKind.Numpy("Take", Take),
        OperationKind.Numpy("Einsum", call => einsum(call.Text("subscripts", ""), [.. call.Inputs])),
        OperationKind.Numpy(
            "Dot",
            call =>
                call.Tensor(1, "x2").dim() <= 2
                    ? call.Tensor(0, "x1").Times(call.Tensor(1, "x2"))
                    : throw call.Refuse("x2", new("layer.setting.mostTwoAxes"), call.Tensor(1, "x2").dim())
        ),
        OperationKind.Numpy("BroadcastTo", call => call.X.broadcast_to(call.Ints(call.Setting("shape"), "shape"))),
        new OperationKind("Split", "keras.src.ops.numpy", Split),
        new OperationKind("Unstack", "keras.src.ops.core", call => call.Unbind(call.X, call.Axis("axis", 0, call.X.dim()))),
        OperationKind.Of("core", "Slice", Slice),
        OperationKind.TensorFlow("Shape", call => tensor(call.X.shape)),
        OperationKind.TensorFlow("BatchFlatten", call => call.X.flatten(1)),
        OperationKind.TensorFlow("TransposedMatmul", call => Turned(call, 0, "x1", "transpose_a").Times(Turned(call, 1, "x2", "transpose_b"))),
    ];

    private static Tensor Turned(OperationCall call, int place, string key, string flag) =>
        call.Tensor(place, key) is var x && call.Flag(flag) ? x.transpose(-2, -1) : x;

    private static Tensor ExpandDims(OperationCall call)
    {
        var x = call.X;
        var rank = x.dim();
        long[] axes = call.Ints(call.Setting("axis"), "axis");
        var places = axes.Select(axis => call.Axis(axis, rank + axes.Length)).Order().ToList();
        return places.Aggregate(x, (all, axis) => all.unsqueeze(axis));
    }

    private static Tensor Squeeze(OperationCall call)
    {
        var x = call.X;
        long[] axes = call.Has("axis")
            ? call.Axes("axis", x)
            : [.. Enumerable.Range(0, (int)x.dim()).Where(axis => x.shape[axis] == 1).Select(axis => (long)axis)];
        return axes.All(axis => x.shape[axis] == 1)
            ? x.reshape([.. x.shape.Where((_, axis) => !axes.Contains(axis))])
            : throw call.Refuse("axis", new("layer.setting.unitAxes"), $"({string.Join(", ", x.shape)})");
    }

    private static Tensor Concatenate(OperationCall call)
    {
        var parts = call.Tensors(0, "xs");
        // As Keras: whole numbers beside floats become floats.
        var type = parts.FirstOrDefault(part => part.is_floating_point())?.dtype;
        return cat(
            [.. parts.Select(part => type is { } wide && !part.is_floating_point() ? part.to_type(wide) : part)],
            (int)call.Axis("axis", -1, parts[0].dim())
        );
    }

    private static Tensor Stack(OperationCall call)
    {
        var parts = call.Tensors(0, "x");
        return stack([.. parts], call.Axis("axis", 0, parts[0].dim() + 1));
    }

    private static Tensor Tile(OperationCall call)
    {
        long[] times = call.Ints(call.Setting("repeats"), "repeats");
        var x = call.X;
        while (x.dim() < times.Length)
        {
            x = x.unsqueeze(0);
        }

        return x.repeat([.. Enumerable.Repeat(1L, (int)x.dim() - times.Length), .. times]);
    }

    private static Tensor Repeat(OperationCall call)
    {
        var (x, axis) = call.Has("axis") ? (call.X, call.Axis("axis", 0, call.X.dim())) : (call.X.flatten(), 0);
        long[] counts = call.Ints(call.Setting("repeats"), "repeats");
        call.Listed(x.shape[axis], "axis");
        call.Listed(x.shape[axis] * counts.Max(), "repeats");
        return counts is [>= 0]
                ? Pick(x, axis, [.. Enumerable.Range(0, (int)x.shape[axis]).SelectMany(index => Enumerable.Repeat((long)index, (int)counts[0]))])
            : counts.Length == x.shape[axis] && counts.All(count => count >= 0)
                ? Pick(x, axis, [.. counts.SelectMany((count, index) => Enumerable.Repeat((long)index, (int)count))])
            : throw call.Refuse("repeats", new("layer.setting.repeats"), counts.Length);
    }

    private static Tensor Roll(OperationCall call)
    {
        var x = call.Has("axis") ? call.X : call.X.flatten();
        long[] axes = call.Has("axis") ? [.. call.Ints(call.Setting("axis"), "axis").Select(axis => call.Axis(axis, x.dim()))] : [0];
        long[] shifts = call.Ints(call.Setting("shift"), "shift");
        for (var i = 0; i < axes.Length; i++)
        {
            var (length, shift) = (x.shape[axes[i]], shifts[Math.Min(i, shifts.Length - 1)]);
            var start = length == 0 ? 0 : ((-shift % length) + length) % length;
            x = cat([x.narrow(axes[i], start, length - start), x.narrow(axes[i], 0, start)], axes[i]);
        }

        return call.Has("axis") ? x : x.reshape(call.X.shape);
    }

    private static Tensor Moveaxis(OperationCall call) =>
        call.X.movedim(
            [.. call.Ints(call.Setting("source"), "source").Select(axis => call.Axis(axis, call.X.dim()))],
            [.. call.Ints(call.Setting("destination"), "destination").Select(axis => call.Axis(axis, call.X.dim()))]
        );

    private static Tensor Take(OperationCall call)
    {
        var indices = call.Tensor(1, "indices").to_type(ScalarType.Int64);
        var (x, axis) = call.Has("axis") ? (call.X, call.Axis("axis", 0, call.X.dim())) : (call.X.flatten(), 0);
        if (OperationCall.IsEmpty(x) || OperationCall.IsEmpty(indices))
        {
            return empty(
                [.. x.shape[..(int)axis], .. indices.shape, .. x.shape[((int)axis + 1)..]],
                x.dtype,
                OperationCall.IsEmpty(x) ? x.device : indices.device
            );
        }

        var flat = indices.flatten();
        var from = where(flat < 0, flat + x.shape[axis], flat);
        return x.index_select(axis, from).reshape([.. x.shape[..(int)axis], .. indices.shape, .. x.shape[((int)axis + 1)..]]);
    }

    private static IReadOnlyList<Tensor> Split(OperationCall call)
    {
        var x = call.X;
        var axis = call.Axis("axis", 0, x.dim());
        var given = call.Setting("indices_or_sections");
        var length = x.shape[axis];
        long[] ends =
            given is JsonArray ? [.. call.Ints(given, "indices_or_sections").Select(end => Math.Clamp(end < 0 ? end + length : end, 0, length)), length]
            : call.Whole(given, "indices_or_sections") is > 0 and var parts && length % parts == 0
                ? [.. Enumerable.Range(1, (int)call.Listed(parts, "indices_or_sections", 1 << 16)).Select(part => part * (length / parts))]
            : throw call.Refuse("indices_or_sections", new("layer.setting.equalParts", ("length", length.ToString())), given);
        List<Tensor> pieces = [];
        var start = 0L;
        foreach (var end in ends)
        {
            pieces.Add(x.narrow(axis, start, Math.Max(0, end - start)));
            start = end;
        }

        return pieces;
    }

    private static Tensor Slice(OperationCall call)
    {
        var starts = call.Ints(call.Node(1, "start_indices"), "start_indices");
        var sizes = call.Ints(call.Setting("shape"), "shape");
        var x = call.X;
        for (var axis = 0; axis < starts.Length; axis++)
        {
            x = x.narrow(axis, starts[axis], sizes[axis]);
        }

        return x;
    }

    /// <summary>The elements at those places along an axis.</summary>
    internal static Tensor Pick(Tensor x, long axis, long[] places) =>
        OperationCall.IsEmpty(x)
            ? empty([.. x.shape[..(int)axis], places.Length, .. x.shape[((int)axis + 1)..]], x.dtype, x.device)
            : x.index_select(axis, tensor(places).to(x.device));
}
