using System.Globalization;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Jobs.Measurements;

/// <summary>How long a run takes and how much memory it needs, from the measured speed of its backbone.</summary>
/// <remarks>
/// What is frozen and has nothing random before it runs once per picture; later epochs read its output. The part that trains costs the share of its layers of a full training step.
/// Good to about a factor of two: meant for choosing between a minute, ten minutes and an hour.
/// </remarks>
public static class RunCost
{
    private const double StartSeconds = 3;
    private const double DecodeMilliseconds = 1.5;
    private const double HeadMilliseconds = 0.15;

    // Activations of a training step in float32, measured on the backbones of the catalogue; the allocator keeps some more.
    private const double BytesPerPixel = 1500;
    // What rematerialization leaves of them, measured on ResNet50V2 and EfficientNetB0.
    private const double KeptOfSegments = 0.4;
    private const double BaseGigabytes = 0.45;

    public static RunEstimate Estimate(TrainingSpec spec, int pictures, IReadOnlyList<BackboneSpeed> speeds)
    {
        var memory = Gigabytes(spec);
        if (spec.Backbone.Name is not { } backbone || Nearest(speeds, backbone, Size(spec)) is not { } speed)
            return new(null, memory, $"not measured yet, {Words(memory)}");
        var seconds = Seconds(spec, pictures, speed);
        return new(seconds, memory, $"{Words(TimeSpan.FromSeconds(seconds))}, {Words(memory)}");
    }

    /// <summary>Side of a square of as many pixels.</summary>
    public static int Size(TrainingSpec spec) => (int)Math.Round(Math.Sqrt((double)spec.Data.ImageSize[0] * spec.Data.ImageSize[1]));

    private static double Seconds(TrainingSpec spec, int pictures, BackboneSpeed speed)
    {
        var scale = Math.Pow(Size(spec) / (double)speed.ImageSize, 2);
        var (forward, train) = (speed.MillisecondsPerPicture * scale, speed.TrainMillisecondsPerPicture * scale);
        // Activations computed twice are one forward pass more.
        var again = spec.Rematerialization == "full" ? forward : 0;
        var folds = spec.CrossValidation?.Folds ?? 1;
        var validation = folds > 1 ? pictures / folds : (int)(pictures * spec.Data.ValidationSplit);
        var training = pictures - validation;
        var random = spec.Augmentation.Count > 0;
        double milliseconds = pictures * DecodeMilliseconds;
        double cachedUpTo = -1;
        // Gradual unfreezing counted out.
        foreach (var stage in TrainingSpecJson.Complete(spec).Stages)
        {
            var share = TrainableShare(spec, stage);
            var frozen = 1 - share;
            // The frozen part: once a picture (again where the frontier moved), or in every epoch behind random pictures.
            if (share < 1 && Math.Abs(cachedUpTo - frozen) > 1e-9)
            {
                milliseconds += (random ? validation * folds : pictures) * forward * frozen;
                cachedUpTo = frozen;
            }
            var epoch = training * (share * (train + again) + HeadMilliseconds + (random ? forward * frozen : 0)) + validation * (share * forward + HeadMilliseconds / 3);
            milliseconds += folds * stage.Epochs * epoch;
        }
        return StartSeconds + milliseconds / 1000;
    }

    private static double TrainableShare(TrainingSpec spec, StageSpec stage) => stage.Unfreeze switch
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
        return BaseGigabytes + (weights + pixels * BytesPerPixel * narrow * kept * (0.25 + 0.75 * share)) / 1e9;
    }

    private static BackboneSpeed? Nearest(IReadOnlyList<BackboneSpeed> speeds, string backbone, int size) =>
        speeds.Where(s => s.Backbone == backbone).OrderBy(s => Math.Abs(Math.Log(s.ImageSize / (double)size))).FirstOrDefault();

    private static string Words(double gigabytes) => string.Create(CultureInfo.InvariantCulture, $"{gigabytes:0.0} GB");

    private static string Words(TimeSpan time) => time.TotalSeconds switch
    {
        < 90 => string.Create(CultureInfo.InvariantCulture, $"about {Math.Max(5, Math.Round(time.TotalSeconds / 5) * 5):0} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"about {time.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"about {time.TotalHours:0.0} h"),
    };
}
