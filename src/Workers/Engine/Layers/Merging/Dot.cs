using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Merging;

/// <summary>Sums the products of two inputs along one axis of each, sample by sample: (N, 3, 5) and (N, 10, 3) with axes (1, 2) give (N, 5, 10)
/// (https://keras.io/api/layers/merging_layers/dot/).</summary>
public sealed class Dot : Layer
{
    private readonly int[] axes;
    private readonly bool normalize;

    /// <param name="axes">One axis for both, or one for each.</param>
    /// <param name="normalize">True: the cosine of both.</param>
    public Dot(int[] axes, bool normalize = false, string? name = null, DTypePolicy? dtype = null)
        : base(name, dtype) =>
        (this.axes, this.normalize) = (
            axes.Length is 1 or 2 && !axes.Contains(0) ? axes : throw Refuse(new("layer.expected.axesNotBatch"), string.Join(", ", axes)),
            normalize
        );

    public override bool WritesBuildConfig => true;

    public static Dot FromConfig(LayerConfig config) => new(config.Ints("axes"), config.Bool("normalize", false), config.Name, config.DType);

    public override TensorShape ComputeOutputShape(IReadOnlyList<TensorShape> inputShapes)
    {
        if (inputShapes.Count != 2 || inputShapes.Any(shape => shape.Rank < 2))
        {
            throw Refuse(new("layer.expected.twoOfShape", ("shape", "(N, ...)")), string.Join(", ", inputShapes));
        }

        var (first, second) = (At(0, inputShapes[0].Rank), At(1, inputShapes[1].Rank));
        if (inputShapes[0][first] is { } a && inputShapes[1][second] is { } b && a != b)
        {
            throw Refuse(new("layer.expected.equalAlong", ("first", first), ("second", second)), string.Join(", ", inputShapes));
        }

        long?[] rest = [.. inputShapes[0].Where((_, axis) => axis != first), .. inputShapes[1].Where((_, axis) => axis != second && axis > 0)];
        return new TensorShape(rest.Length == 1 ? [rest[0], 1] : rest);
    }

    public override Tensor Call(IReadOnlyList<Tensor> inputs, CallContext context)
    {
        var (x, y) = (inputs[0], inputs[1]);
        var (first, second) = (At(0, x.shape.Length), At(1, y.shape.Length));
        if (normalize)
        {
            (x, y) = (UnitNormalization.Unit(x, [first], 1e-7), UnitNormalization.Unit(y, [second], 1e-7));
        }

        (x, y) = (x.movedim([first], [-1]), y.movedim([second], [1]));
        var samples = x.shape[0];
        var product = x.reshape(samples, -1, x.shape[^1]).Times(y.reshape(samples, y.shape[1], -1));
        long[] shape = [samples, .. x.shape[1..^1], .. y.shape[2..]];
        return product.reshape(shape.Length == 1 ? [samples, 1] : shape);
    }

    public override JsonObject GetConfig()
    {
        var config = base.GetConfig();
        config["axes"] = axes.Length == 1 ? axes[0] : SpatialWindow.Json(axes);
        config["normalize"] = normalize;
        return config;
    }

    private int At(int input, int rank)
    {
        var axis = axes[axes.Length == 1 ? 0 : input];
        var position = axis < 0 ? axis + rank : axis;
        return position > 0 && position < rank ? position : throw Refuse(new("layer.expected.axisBehindBatch", ("rank", rank), ("axis", axis)), axis);
    }
}
