using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection;

/// <summary>What detectors end in: for each place of each level, level by level and row by row, the distances to a box's left, top, right and bottom side in
/// sizes of the level, the logit of centre-ness where the head has it, and a logit a class: one output (N, places, 4 + 1 + classes).</summary>
/// <param name="classes">How many there are.</param>
internal abstract class DetectorHead(int classes) : IFeatureHead
{
    // So unlikely is an object at a place before anything was learnt (Lin et al. 2017, 4.1).
    private const double Prior = 0.01;

    // To each side of a box, in sizes of the level. From 0, every second place would begin where the rectifier lets no gradient through.
    private const double FirstDistance = 2;

    protected static readonly Initializer Small = new RandomNormal(stddev: 0.01);

    public abstract Network Features(Network backbone);

    public abstract (KerasTensor Output, IReadOnlyList<Layer> Exact) Top(IReadOnlyList<KerasTensor> features);

    public void Require(Network whole) => DetectorPlaces.Of(whole, classes);

    protected Conv2D Classes(int kernel) =>
        new(classes, kernel, padding: "same", kernelInitializer: Small, biasInitializer: new Constant(-Math.Log((1 - Prior) / Prior)), name: "classes");

    // Distances are not negative.
    protected static Conv2D Boxes(int kernel) =>
        new(4, kernel, padding: "same", activation: "relu", kernelInitializer: Small, biasInitializer: new Constant(FirstDistance), name: "boxes");

    /// <summary>Answers of levels, each a list of feature maps, as the one output.</summary>
    protected static (KerasTensor Output, IReadOnlyList<Layer> Layers) Joined(IReadOnlyList<IReadOnlyList<KerasTensor>> levels)
    {
        var layers = new List<Layer>();
        T Kept<T>(T layer)
            where T : Layer
        {
            layers.Add(layer);
            return layer;
        }
        KerasTensor[] rows =
        [
            .. levels.Select(answers =>
            {
                var all = Kept(new Concatenate()).Apply(answers);
                return Kept(new Reshape([(int)(all.Shape.Known(1, "objects") * all.Shape.Known(2, "objects")), (int)all.Shape[^1]!.Value])).Apply(all);
            }),
        ];
        return (rows.Length == 1 ? rows[0] : Kept(new Concatenate(axis: 1, name: "objects")).Apply(rows), layers);
    }
}
