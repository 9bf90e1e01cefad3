using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Operations;

/// <summary>Many numbers to one along axes; all axes where none is given (https://keras.io/api/ops/numpy/).</summary>
internal static class ReductionOperations
{
    public static OperationKind[] Kinds { get; } =
    [
        Reduce("Mean", (x, axes, keep) => OperationCall.AsFloat(x).mean(axes, keep)),
        Reduce("Sum", (x, axes, keep) => (x.dtype == ScalarType.Bool ? x.to_type(ScalarType.Int64) : x).sum(axes, keepdim: keep)),
        Reduce("Max", (x, axes, keep) => x.amax(axes, keep)),
        Reduce("Min", (x, axes, keep) => x.amin(axes, keep)),
        Reduce("Amax", (x, axes, keep) => x.amax(axes, keep)),
        Reduce("Amin", (x, axes, keep) => x.amin(axes, keep)),
        Reduce("Any", (x, axes, keep) => x.ne(0).to_type(ScalarType.Int64).amax(axes, keep).ne(0)),
        Reduce("All", (x, axes, keep) => x.ne(0).to_type(ScalarType.Int64).amin(axes, keep).ne(0)),
        Reduce("Var", Variance),
        Reduce("Std", (x, axes, keep) => Variance(x, axes, keep).sqrt()),
        OperationKind.Numpy("Prod", call => Product(call, call.X, call.Axes("axis", call.X), call.Flag("keepdims"))),
        new OperationKind("Logsumexp", "keras.src.ops.math", call => [LogSumExp(call.Float, call.Axes("axis", call.X), call.Flag("keepdims"))]),
        Reduce("EuclideanNorm", (x, axes, keep) => (OperationCall.AsFloat(x) * x).sum(axes, keepdim: keep).sqrt()) with
        {
            Module = null,
        },
        OperationKind.Of(
            "linalg",
            "Norm",
            call =>
                call.Setting("ord") is null || call.Number("ord", 2) == 2
                    ? call.Float.square().sum(call.Axes("axis", call.X), keepdim: call.Flag("keepdims")).sqrt()
                    : throw call.Refuse("ord", new("layer.setting.nullOrTwo"), call.Setting("ord"))
        ),
        OperationKind.Numpy("Argmax", call => Position(call, x => x.argmax(-1))),
        OperationKind.Numpy("Argmin", call => Position(call, x => (-x).argmax(-1))),
        OperationKind.Numpy(
            "Cumsum",
            call =>
                OperationCall.IsEmpty(call.X) && call.Has("axis") ? call.X
                : call.Has("axis") ? call.X.cumsum(call.Axis("axis", 0, call.X.dim()))
                : call.X.flatten().cumsum(0)
        ),
    ];

    private static OperationKind Reduce(string name, Func<Tensor, long[], bool, Tensor> function) =>
        OperationKind.Numpy(
            name,
            call => call.X.dim() == 0 ? function(call.X.reshape(1), [0], false) : function(call.X, call.Axes("axis", call.X), call.Flag("keepdims"))
        );

    private static Tensor Variance(Tensor x, long[] axes, bool keep)
    {
        var numbers = OperationCall.AsFloat(x);
        return (numbers - numbers.mean(axes, true)).square().mean(axes, keep);
    }

    private static Tensor Product(OperationCall call, Tensor x, long[] axes, bool keep)
    {
        // One axis after the other, each in the place that the others left it.
        foreach (var axis in axes.OrderDescending())
        {
            x = call.Unbind(x, axis).Aggregate((a, b) => a * b) is var product && keep ? product.unsqueeze(axis) : product;
        }

        return x;
    }

    private static Tensor LogSumExp(Tensor x, long[] axes, bool keep)
    {
        var top = x.amax(axes, true);
        var sum = (x - top).exp().sum(axes, keepdim: true).log() + top;
        return keep ? sum : sum.amax(axes, false);
    }

    private static Tensor Position(OperationCall call, Func<Tensor, Tensor> last)
    {
        var x = call.X;
        if (OperationCall.IsEmpty(x))
        {
            return (call.Has("axis") ? x.amax(call.Axes("axis", x), call.Flag("keepdims")) : x.sum()).to_type(ScalarType.Int64);
        }

        var (at, keep) = (call.Has("axis") ? call.Axis("axis", 0, x.dim()) : (long?)null, call.Flag("keepdims"));
        if (at is not { } axis)
        {
            var position = last(x.flatten());
            return keep ? position.reshape([.. Enumerable.Repeat(1L, (int)x.dim())]) : position;
        }

        var found = last(x.movedim([axis], [-1]));
        return keep ? found.unsqueeze(axis) : found;
    }
}
