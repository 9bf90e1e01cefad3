using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>The part of a spec that object detection has of its own.</summary>
public static class ObjectDetectionSpec
{
    /// <summary>The folder of a COCO file's pictures; null for the file's own.</summary>
    public const string Images = "data.images";

    /// <summary>How many of the training pictures, as a share, are drawn as four in one.</summary>
    public const string Mosaic = "data.mosaic";

    /// <summary><see cref="Fcos"/> or <see cref="Simple"/>.</summary>
    public const string Kind = "head.kind";

    /// <summary>Channels of the feature pyramid and of the head on it.</summary>
    public const string Channels = "head.channels";

    /// <summary>Convolutions before each of the head's outputs.</summary>
    public const string Convolutions = "head.convolutions";

    public const string ScoreThreshold = "head.scoreThreshold",
        OverlapThreshold = "head.overlapThreshold",
        SoftNms = "head.softNms";

    /// <summary>A feature pyramid with an anchor-free head on each level (Tian et al. 2019, FCOS).</summary>
    public const string Fcos = "fcos";

    /// <summary>Two 1 x 1 convolutions on the backbone's last features: classes and boxes.</summary>
    public const string Simple = "simple";

    /// <summary>Focal loss of the classes and GIoU loss of the boxes; of the head <see cref="Fcos"/> also centre-ness. Keras has none of that name.</summary>
    public static IReadOnlyList<string> Losses { get; } = ["FCOSLoss"];

    public static IReadOnlyDictionary<string, ComponentOption> Members { get; } =
        new Dictionary<string, ComponentOption>
        {
            [Images] = new("images", OptionKind.Text, null) { Nullable = true },
            [Mosaic] = new("mosaic", OptionKind.Number, 0.0) { Minimum = 0, Maximum = 1 },
            [Kind] = new("kind", OptionKind.Choice, Fcos) { Choices = [Fcos, Simple] },
            [Channels] = new("channels", OptionKind.Whole, 64) { Minimum = 8, Maximum = 1024 },
            [Convolutions] = new("convolutions", OptionKind.Whole, 4) { Minimum = 0, Maximum = 8 },
            [ScoreThreshold] = new("scoreThreshold", OptionKind.Number, DetectionDecoding.Default.ScoreThreshold) { Minimum = 0, Maximum = 1 },
            [OverlapThreshold] = new("overlapThreshold", OptionKind.Number, DetectionDecoding.Default.OverlapThreshold) { Minimum = 0, Maximum = 1 },
            [SoftNms] = new("softNms", OptionKind.Flag, false),
        };

    public static IReadOnlyList<SpecProblem> Validate(TrainingSpec spec) =>
        [
            .. TaskProblems.LeftOut(spec, "data.labelMode", spec.Data.LabelMode),
            .. TaskProblems.NoClassWeight(spec),
            .. TaskProblems.NoLabelSmoothing(spec),
            .. TaskProblems.NoPooledHead(spec),
        ];
}
