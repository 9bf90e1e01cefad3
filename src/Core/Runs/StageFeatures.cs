using System.Globalization;

namespace MlOpsDashboard.Core.Runs;

/// <summary>What became of a stage's frozen layers: run once a picture and remembered, or run at every step.</summary>
/// <param name="Stage">Counts from 0.</param>
/// <param name="Cached">Pictures whose activations are at hand; 0 where none are.</param>
/// <param name="Computed">Passes through the frozen layers, over all folds and resumes. The rest came from an earlier stage, fold or run.</param>
/// <param name="Layers">Frozen layers before the first one that trains.</param>
public sealed record StageFeatures(int Stage, int Cached, int Computed, int Layers)
{
    /// <summary>One row a stage, in order.</summary>
    public static IReadOnlyList<StageFeatures> Of(IEnumerable<FeaturesEvent> events) =>
        [.. events.GroupBy(e => e.Stage).OrderBy(g => g.Key).Select(g => new StageFeatures(g.Key, g.Max(e => e.Cached), g.Sum(e => e.Computed), g.Last().Layers))];

    /// <summary>In plain words, with the reason where nothing, or not all, is remembered.</summary>
    /// <param name="started">Says how many pictures there are.</param>
    /// <param name="augmented">Whether training pictures are drawn anew each time.</param>
    public string Sentence(StartedEvent? started, bool augmented)
    {
        if (Layers == 0) return "Nothing to remember: no frozen layer stands before the first one that trains.";
        var layers = Layers == 1 ? "the frozen layer" : Text($"the {Layers} frozen layers");
        if (Cached == 0)
            return augmented && started is not { ValidationSamples: > 0 }
                ? $"Every picture runs through {layers} in each epoch: augmentation makes it a new picture each time."
                : $"Every picture runs through {layers} in each epoch: what comes out of them fits neither into memory nor on disk.";
        var training = started is null || Cached > started.ValidationSamples;
        return Remembered(layers, training ? "pictures" : "validation pictures") + (training ? "" : augmented
            ? " Training pictures run through in each epoch: augmentation makes them new ones each time."
            : " Training pictures run through in each epoch: what comes out for all of them fits neither into memory nor on disk.");
    }

    private string Remembered(string layers, string pictures) => Computed switch
    {
        0 => Text($"No picture had to run through {layers}: what comes out for all {Cached:N0} {pictures} was kept from before."),
        _ when Computed >= Cached => Text($"{Cached:N0} {pictures} ran through {layers} once{(Computed > Cached ? Text($" ({Computed:N0} passes with folds and resumes)") : "")}; every epoch reads what came out."),
        _ => Text($"{Computed:N0} of {Cached:N0} {pictures} ran through {layers}, once; the others were kept from before."),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
