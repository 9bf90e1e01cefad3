using System.Globalization;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Jobs.Measurements;

/// <summary>How long a run takes and how much memory it needs, from the measured speed of its backbone.</summary>
/// <remarks>
/// What is frozen and has nothing random before it runs once per picture, on the way also for later stages that open more; epochs read its output. What an
/// earlier run over the same
/// pictures has kept does not run at all. The part that trains costs the share of its layers of a full training step.
/// Good to about a factor of two: meant for choosing between a minute, ten minutes and an hour.
/// </remarks>
public static class RunCost
{
    private static readonly TextResource Texts = new(typeof(RunCost));

    // Measured on runs of EfficientNetLite0 over 1,583 small pictures: docs/training.md names them.
    private const double StartSeconds = 1;
    private const double DecodeMilliseconds = 0.7;
    private const double HeadMilliseconds = 0.03;

    // Convolutions of a head on two cores; a training step is three passes.
    private const double MultiplyAddsPerMillisecond = 3e7;

    // Checkpoints are written, synced and renamed.
    private const double EpochMilliseconds = 150;

    // Frozen layers run with batch normalization folded into their convolutions.
    private const double Folded = 0.8;

    // Activations of a training step in float32, measured on the backbones of the catalogue; the allocator keeps some more.
    private const double BytesPerPixel = 1500;

    // What rematerialization leaves of them, measured on ResNet50V2 and EfficientNetB0.
    private const double KeptOfSegments = 0.4;
    private const double BaseGigabytes = 0.45;

    /// <summary>Of a spec that is not one yet.</summary>
    internal static RunEstimate Unknown => new(null, null, Texts["Unknown"]);

    /// <summary>Of a run on texts.</summary>
    /// <param name="cost">Null where its network is not known.</param>
    internal static RunEstimate OfTexts((double Seconds, double Gigabytes)? cost) =>
        cost is var (seconds, gigabytes)
            ? new(seconds, gigabytes, Texts["Estimate", Words(TimeSpan.FromSeconds(seconds)), Words(gigabytes)])
            : new(null, null, Texts["OfAFile"]);

    /// <param name="pictures">Of the dataset version, with those of the test.</param>
    /// <param name="kept">Earlier runs of this backbone on this data.</param>
    public static RunEstimate Estimate(
        TrainingSpec spec,
        int pictures,
        IReadOnlyList<BackboneSpeed> speeds,
        IReadOnlyList<KeptFeatures>? kept = null,
        PartCounts? parts = null
    )
    {
        var memory = Gigabytes(spec);
        if (spec.Backbone.Name is not { } backbone || Nearest(speeds, backbone, Size(spec)) is not { } speed)
            return new(null, memory, Texts["NotMeasured", Words(memory)]);
        var seconds = Seconds(TrainingSpecJson.Complete(spec), SplitCounts.Of(pictures, parts, spec.Data.ValidationSplit), speed, kept ?? []);
        return new(seconds, memory, Texts["Estimate", Words(TimeSpan.FromSeconds(seconds)), Words(memory)]);
    }

    /// <summary>Side of a square of as many pixels.</summary>
    public static int Size(TrainingSpec spec) => (int)Math.Round(Math.Sqrt((double)spec.Data.ImageSize[0] * spec.Data.ImageSize[1]));

    private static double Seconds(TrainingSpec spec, SplitCounts split, BackboneSpeed speed, IReadOnlyList<KeptFeatures> kept)
    {
        var scale = Math.Pow(Size(spec) / (double)speed.ImageSize, 2);
        var (forward, train) = (speed.MillisecondsPerPicture * scale, speed.TrainMillisecondsPerPicture * scale);
        // Activations computed twice are one forward pass more.
        var again = spec.Rematerialization == "full" ? forward : 0;
        var folds = spec.CrossValidation?.Folds ?? 1;
        var pictures = split.Seen;
        var validation = folds > 1 ? pictures / folds : split.Validation;
        var training = pictures - validation;
        var random = spec.Augmentation.Count > 0;
        var head = OfHead(spec).MultiplyAdds / MultiplyAddsPerMillisecond;
        double milliseconds = 0;
        // Of the backbone's layers, how many of the first ones every picture has run through for this or a later stage.
        double passed = 0;
        var decodes = false;
        // Gradual unfreezing counted out.
        foreach (var (at, stage) in spec.Stages.Index())
        {
            var share = TrainableShare(spec, stage);
            var frozen = 1 - share;
            var known = frozen > 0 && IsKept(spec, at, pictures, kept);
            decodes |= random || !known;
            // A stage that opens more reads what was put by on the way; one that opens less finds layers before its frontier that have changed.
            if (!known && frozen > passed)
            {
                milliseconds += (random ? validation * folds : pictures) * forward * Folded * frozen;
                passed = frozen;
            }
            var epoch =
                training * (share * (train + again) + HeadMilliseconds + 3 * head + (random ? forward * Folded * frozen : 0))
                + validation * (share * forward + HeadMilliseconds / 3 + head);
            milliseconds += folds * stage.Epochs * (EpochMilliseconds + epoch);
        }
        if (decodes)
            milliseconds += pictures * DecodeMilliseconds;
        return StartSeconds + milliseconds / 1000;
    }

    // Kept by content, so whatever changes the frozen layers' numbers asks for another pass.
    private static bool IsKept(TrainingSpec spec, int stage, int pictures, IReadOnlyList<KeptFeatures> kept) =>
        IsUntouched(spec, stage)
        && kept.Any(earlier =>
            Preparation(earlier.Spec) == Preparation(spec)
            && earlier.Features.Any(f =>
                f.Cached >= pictures
                && f.Stage < earlier.Spec.Stages.Count
                && Equals(earlier.Spec.Stages[f.Stage].Unfreeze, spec.Stages[stage].Unfreeze)
                && IsUntouched(earlier.Spec, f.Stage)
            )
        );

    // Whether the layers before a stage's frontier are still as the backbone brought them.
    private static bool IsUntouched(TrainingSpec spec, int stage) =>
        spec.Stages.Take(stage).All(s => TrainableShare(spec, s) <= TrainableShare(spec, spec.Stages[stage]));

    // A network of random weights is another one with another seed.
    private static string Preparation(TrainingSpec spec) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{spec.Backbone}|{(spec.Backbone.Weights == "none" ? spec.Seed : 0)}|{string.Join('x', spec.Data.ImageSize)}|{spec.Data.ColorMode}|{spec.Data.Interpolation}|{spec.Data.CropToAspectRatio}|{(spec.Data.Letterbox is true ? "letterbox|" : "")}{spec.BatchNormMode}|{spec.Precision}"
        );

    private static HeadCost OfHead(TrainingSpec spec) => TaskCards.Find(spec.Task)?.CostOfHead(spec) ?? default;

    private static double TrainableShare(TrainingSpec spec, StageSpec stage) =>
        stage.Unfreeze switch
        {
            { IsAll: true } => 1,
            { LastLayers: { } last } => Math.Min(1, last / (double)Layers(spec)),
            { FromLayer: not null } => 0.5,
            _ => 0,
        };

    private static int Layers(TrainingSpec spec) => BackboneCards.Find(spec.Backbone.Name ?? "")?.Layers ?? 150;

    private static double Gigabytes(TrainingSpec spec)
    {
        var parameters = BackboneCards.Find(spec.Backbone.Name ?? "")?.Parameters ?? 5_000_000;
        var share = spec.Stages.Max(s => TrainableShare(spec, s));
        // Weights; gradients and two moments of the optimizer for what trains.
        var weights = parameters * 4.0 * (1 + 3 * share);
        var pixels = (double)spec.Data.BatchSize * spec.Data.ImageSize[0] * spec.Data.ImageSize[1];
        var narrow = spec.Precision == "float32" ? 1 : 0.6;
        var kept = spec.Rematerialization == "full" ? KeptOfSegments : 1;
        var head = OfHead(TrainingSpecJson.Complete(spec)).Activations * spec.Data.BatchSize * 4 * narrow;
        return BaseGigabytes + (weights + head + pixels * BytesPerPixel * narrow * kept * (0.25 + 0.75 * share)) / 1e9;
    }

    private static BackboneSpeed? Nearest(IReadOnlyList<BackboneSpeed> speeds, string backbone, int size) =>
        speeds.Where(s => s.Backbone == backbone).OrderBy(s => Math.Abs(Math.Log(s.ImageSize / (double)size))).FirstOrDefault();

    private static string Words(double gigabytes) => string.Create(CultureInfo.InvariantCulture, $"{gigabytes:0.0} GB");

    private static string Words(TimeSpan time) =>
        time.TotalSeconds switch
        {
            < 90 => Texts["Seconds", $"{Math.Max(5, Math.Round(time.TotalSeconds / 5) * 5):0}"],
            < 5400 => Texts["Minutes", $"{time.TotalMinutes:0}"],
            _ => Texts["Hours", time.TotalHours.ToString("0.0", CultureInfo.InvariantCulture)],
        };
}
