using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Surgery;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection;

/// <summary>The detector of tutorials: on the last feature map a 1 x 1 convolution for the classes and one for the boxes, whatever the objects' sizes.</summary>
internal sealed class SimpleHead(int classes) : DetectorHead(classes)
{
    public override Network Features(Network backbone) => StageEnds.Of(backbone, 32);

    public override (KerasTensor Output, IReadOnlyList<Layer> Exact) Top(IReadOnlyList<KerasTensor> features)
    {
        var (boxes, classes) = (Boxes(1), Classes(1));
        var (output, joining) = Joined([
            [boxes.Apply(features[0]), classes.Apply(features[0])],
        ]);
        return (output, [boxes, classes, .. joining]);
    }
}
