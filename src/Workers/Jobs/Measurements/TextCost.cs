using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Workers.Jobs.Measurements;

/// <summary>How long a run on texts takes and how much memory it needs, from the sizes of its network and the length of its texts.</summary>
/// <remarks>
/// An encoder layer multiplies each token with 12 times its width squared numbers; a training step is three passes. What is frozen runs once a text, alone. Good to about a factor of two.
/// </remarks>
internal static class TextCost
{
    // Measured on two cores with AllMiniLML6V2 and a network of 12 x 768: docs/performance.md has the command.
    private const double MultiplyAddsPerMillisecond = 6e7;
    private const int MeasuredCores = 2;

    // A layer of a text alone costs that much at least, however short it is; judging runs texts one by one too.
    private const double LayerMilliseconds = 0.5;

    // A text of a network without layers, trained or judged.
    private const double BagMilliseconds = 0.4;
    private const double StartSeconds = 2;
    private const double EpochMilliseconds = 150;

    // What a layer keeps of a token for the backward pass, in widths; the attention's shares come on top.
    private const double KeptWidths = 16;
    private const double KeptOfSegments = 0.4;
    private const double BaseGigabytes = 0.5;
    private const int UsualTokens = 32;

    /// <param name="card">The network.</param>
    /// <param name="tokens">Of the middle text; null where that is not known.</param>
    /// <param name="cores">Of this machine.</param>
    public static (double Seconds, double Gigabytes) Of(TrainingSpec spec, TextBackboneCard card, int texts, int? tokens, PartCounts? parts, int cores)
    {
        var split = SplitCounts.Of(texts, parts, spec.Data.ValidationSplit);
        var folds = spec.CrossValidation?.Folds ?? 1;
        var validation = folds > 1 ? split.Seen / folds : split.Validation;
        double length = Math.Min(tokens ?? UsualTokens, TextSpec.MaxLengthOf(spec) ?? (card.Layers > 0 ? TextSpec.UsualLength : int.MaxValue));
        var alone = card.Layers == 0 ? BagMilliseconds : Math.Max(card.Layers * LayerMilliseconds, Pass(card, length, cores));
        var together = card.Layers == 0 ? BagMilliseconds : 3 * Pass(card, length, cores);
        var again = spec.Rematerialization == "full" ? Pass(card, length, cores) : 0;
        double milliseconds = 0;
        var passed = 0.0;
        foreach (var stage in spec.Stages)
        {
            var share = TrainableShare(stage);
            if (1 - share > passed)
            {
                milliseconds += split.Seen * alone * (1 - share);
                passed = 1 - share;
            }
            var epoch = ((split.Seen - validation) * share * (together + again)) + (validation * share * alone);
            milliseconds += folds * stage.Epochs * (EpochMilliseconds + epoch);
        }
        return (StartSeconds + (milliseconds / 1000), Gigabytes(spec, card, length));
    }

    private static double Pass(TextBackboneCard card, double tokens, int cores) =>
        12.0 * card.Layers * card.Width * card.Width * tokens / (MultiplyAddsPerMillisecond * cores / MeasuredCores);

    private static double Gigabytes(TrainingSpec spec, TextBackboneCard card, double length)
    {
        var share = spec.Stages.Max(TrainableShare);
        // Weights; gradients and two moments of the optimizer for what trains.
        var weights = card.Parameters * 4.0 * (1 + (3 * share));
        var kept = spec.Rematerialization == "full" ? KeptOfSegments : 1;
        var activations = spec.Data.BatchSize * length * card.Layers * card.Width * KeptWidths * 4 * kept * share;
        return BaseGigabytes + ((weights + activations) / 1e9);
    }

    private static double TrainableShare(StageSpec stage) =>
        stage.Unfreeze switch
        {
            { IsAll: true } => 1,
            { IsNone: true } => 0,
            _ => 0.5,
        };
}
