using System.Globalization;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Benchmarks;

/// <summary>Starting and serving as tables.</summary>
internal static class StartReport
{
    /// <param name="folder">For pictures and runs; pictures that are there are used again.</param>
    /// <param name="line">Takes a line of Markdown.</param>
    public static void Write(string folder, Action<string> line)
    {
        line("");
        line("## Starting and serving");
        line("");
        line(
            "What each part of a start takes, from the start of the process (`MLOPS_TIMES=1 mlops train ...`); 10 epochs of the head, so what is left until the end is mostly the files that each epoch leaves."
        );
        var png = Path.Combine(folder, "png");
        var jpeg = Path.Combine(folder, "jpeg");
        if (!Directory.Exists(jpeg))
        {
            StartPictures.WriteJpegs(Pictures.Write(png, 800, 224), jpeg, 800, 640);
        }
        var features = Path.Combine(folder, "features");
        if (Directory.Exists(features))
        {
            Directory.Delete(features, recursive: true);
        }
        var spec = new TrainingSpec
        {
            Data = new DataSpec { ImageSize = [224, 224] },
            Backbone = new BackboneSpec { Name = "MobileNetV3Small", Weights = "none" },
            Head = new HeadSpec { Dropout = 0.2 },
            Callbacks = [],
            Stages =
            [
                new StageSpec
                {
                    Epochs = 10,
                    Unfreeze = Unfreeze.None,
                    Optimizer = new ComponentSpec("Adam", ("learningRate", 1e-3)),
                },
            ],
        };
        var run = Path.Combine(folder, "run");
        Table("`mlops train`, MobileNetV3Small, 640 + 160 PNG of 224 x 224", StartCost.Train(spec, png, run, "none"), line);
        Table("the same, JPEG of 800 x 640", StartCost.Train(spec, jpeg, run + "2", features), line);
        Table(
            "these JPEG once more, for MobileNetV2",
            StartCost.Train(spec with { Backbone = spec.Backbone with { Name = "MobileNetV2" } }, jpeg, run + "3", features),
            line
        );
        Table(
            "`mlops predict`, one JPEG",
            StartCost.Predict(Path.Combine(run, "best.keras"), Directory.EnumerateFiles(jpeg, "*.jpg", SearchOption.AllDirectories).First()),
            line
        );
        Serving(Directory.EnumerateFiles(jpeg, "*.jpg", SearchOption.AllDirectories).First(), line);
    }

    /// <summary>A warm child's answers.</summary>
    public static void Serving(string picture, Action<string> line)
    {
        line("");
        line("| one picture, ms (median) | forward pass | folded | folding, once | decoding | warm child | beyond decoding, over the forward pass |");
        line("|---|---|---|---|---|---|---|");
        foreach (var cost in new[] { "MobileNetV3Small", "EfficientNetB0", "ResNet50V2" }.Select(name => ServeCost.Measure(name, picture)))
        {
            line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {cost.Model} | {cost.Bare:0.0} | {cost.Folded:0.0} | {cost.Folding:0.0} | {cost.Decoding:0.0} | {cost.Warm:0.0} | {cost.Ratio:0.00}x |"
                )
            );
        }
    }

    private static void Table(string title, IReadOnlyList<StartMark> marks, Action<string> line)
    {
        line("");
        line($"| {title} | s | processor s | s since the start |");
        line("|---|---|---|---|");
        var (seconds, cpu) = (0.0, 0.0);
        foreach (
            var mark in marks.Where(mark => !mark.What.StartsWith("first step", StringComparison.Ordinal) || mark.What.EndsWith(" 0", StringComparison.Ordinal))
        )
        {
            line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {mark.What} | {mark.Seconds - seconds:0.00} | {mark.CpuSeconds - cpu:0.00} | {mark.Seconds:0.00} |"
                )
            );
            (seconds, cpu) = (mark.Seconds, mark.CpuSeconds);
        }
    }
}
