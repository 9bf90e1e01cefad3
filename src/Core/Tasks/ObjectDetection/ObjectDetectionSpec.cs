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

    /// <summary>Of the head <see cref="Fcos"/> its pyramid and its two towers at every place; the other is two small convolutions.</summary>
    public static HeadCost CostOfHead(TrainingSpec spec, ITaskCard card)
    {
        if (spec.Head is null || TaskMembers.Get(spec, card, Kind).GetString() != Fcos)
            return default;
        double channels = TaskMembers.Get(spec, card, Channels).GetInt32(),
            towers = 2 * TaskMembers.Get(spec, card, Convolutions).GetInt32();
        // Strides 8 to 128.
        var places = Enumerable
            .Range(3, 5)
            .Sum(level => Math.Ceiling(spec.Data.ImageSize[0] / Math.Pow(2, level)) * Math.Ceiling(spec.Data.ImageSize[1] / Math.Pow(2, level)));
        // Of 3 x 3: one of the pyramid, those of the towers, the outputs about one more. A convolution keeps its output, its normalised and its activated one.
        return new(places * (towers + 2) * 9 * channels * channels, places * ((3 * towers) + 3) * channels);
    }

    public static IReadOnlyList<SpecProblem> Validate(TrainingSpec spec) =>
        [
            .. TaskProblems.LeftOut(spec, "data.labelMode", spec.Data.LabelMode),
            .. TaskProblems.NoClassWeight(spec),
            .. TaskProblems.NoLabelSmoothing(spec),
            .. TaskProblems.NoPooledHead(spec),
        ];
}
