using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Merging;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;
using MlOpsDashboard.Workers.Engine.Surgery;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection;

/// <summary>
/// A feature pyramid of strides 8 to 128 (Lin et al. 2017) and one head for all of its levels, without anchors (Tian et al. 2019, FCOS): two towers of
/// convolutions, of which one answers with classes, the other with boxes and centre-ness.
/// </summary>
/// <param name="channels">Of the pyramid and the towers.</param>
/// <param name="convolutions">Of each tower.</param>
internal sealed class FcosHead(int classes, int channels, int convolutions) : DetectorHead(classes)
{
    private const int MostGroups = 32;

    private static readonly int[] Strides = [8, 16, 32];

    public override Network Features(Network backbone) => StageEnds.Of(backbone, Strides);

    public override (KerasTensor Output, IReadOnlyList<Layer> Exact) Top(IReadOnlyList<KerasTensor> features)
    {
        var levels = Pyramid(features);
        var (forClasses, forBoxes) = (Tower("class", levels), Tower("box", levels));
        var (classes, boxes) = (Classes(3), Boxes(3));
        var centerness = new Conv2D(1, 3, padding: "same", kernelInitializer: Small, name: "centerness");
        var (output, joining) = Joined([
            .. forClasses.Zip(forBoxes, (c, b) => (IReadOnlyList<KerasTensor>)[boxes.Apply(b), centerness.Apply(b), classes.Apply(c)]),
        ]);
        return (output, [classes, boxes, centerness, .. joining]);
    }

    // From the coarsest down, each level takes what the coarser one knows; two coarser ones stand on the last.
    private List<KerasTensor> Pyramid(IReadOnlyList<KerasTensor> features)
    {
        KerasTensor[] inner = [.. features.Select((feature, i) => Across(1, $"lateral_{i + 3}").Apply(feature))];
        for (var i = inner.Length - 2; i >= 0; i--)
        {
            inner[i] = new Add(name: $"merge_{i + 3}").Apply(inner[i], Enlarged(inner[i + 1], inner[i].Shape));
        }
        List<KerasTensor> levels = [.. inner.Select((level, i) => Across(3, $"pyramid_{i + 3}").Apply(level))];
        levels.Add(Across(3, "pyramid_6", strides: 2).Apply(levels[^1]));
        levels.Add(Across(3, "pyramid_7", strides: 2).Apply(new ReLU(name: "pyramid_6_relu").Apply(levels[^1])));
        return levels;
    }

    private Conv2D Across(int kernel, string name, int strides = 1) =>
        new(channels, kernel, strides, padding: "same", kernelInitializer: VarianceScaling.LecunUniform, name: name);

    private static KerasTensor Enlarged(KerasTensor coarse, TensorShape to) =>
        coarse.Shape[1] * 2 == to[1] && coarse.Shape[2] * 2 == to[2]
            ? new UpSampling2D().Apply(coarse)
            : new Resizing((int)to[1]!.Value, (int)to[2]!.Value, "nearest").Apply(coarse);

    private List<KerasTensor> Tower(string name, List<KerasTensor> levels)
    {
        var groups = Enumerable.Range(1, Math.Min(MostGroups, channels)).Last(count => channels % count == 0);
        for (var i = 1; i <= convolutions; i++)
        {
            Layer[] step =
            [
                new Conv2D(channels, 3, padding: "same", kernelInitializer: Small, name: $"{name}_conv_{i}"),
                new GroupNormalization(groups, epsilon: 1e-5, name: $"{name}_norm_{i}"),
                new ReLU(name: $"{name}_relu_{i}"),
            ];
            levels = [.. levels.Select(level => step.Aggregate(level, (x, layer) => layer.Apply(x)))];
        }
        return levels;
    }
}
