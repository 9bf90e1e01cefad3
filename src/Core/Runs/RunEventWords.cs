using System.Globalization;
using MlOpsDashboard.Core.Metrics;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Events as lines of a log that people read. Epochs and stages count from 1 here, as people do.</summary>
public static class RunEventWords
{
    private const int MostNamed = 8;

    public static string Describe(RunEvent e) => e is { Fold: { } fold } and not FoldEvent and not FinishedEvent ? Text($"Fold {fold + 1}: {Plain(e)}") : Plain(e);

    private static string Plain(RunEvent e) => e switch
    {
        StartedEvent s => Text($"{(s.Resumed ? "Resumed from the last checkpoint" : "Started")} on {s.Device}: {s.Layers} layers, {s.Parameters:N0} parameters, {s.Samples:N0} training and {s.ValidationSamples:N0} validation pictures.{Learnt(s.ClassNames)}{(s.Cache is null ? "" : " " + s.Cache)}"),
        StageEvent s => Text($"Stage {s.Index + 1}, {s.Name}: epochs {s.FirstEpoch + 1} to {s.LastEpoch + 1}, {s.TrainableLayers.Count} layers train ({s.TrainableParameters:N0} parameters), BatchNormalization {s.BatchNormMode}, learning rate {s.LearningRate:0.########}.{Groups(s.RateGroups)}"),
        FeaturesEvent { Cached: 0 } => "Frozen layers run anew at each step.",
        FeaturesEvent f => Text($"Frozen layers: {f.Cached:N0} pictures' activations are at hand, {f.Computed:N0} of them computed now."),
        ProgressEvent p => Text($"Epoch {p.Epoch + 1}, step {p.Step} of {p.Steps}: loss {Number(p.Loss, p.NonFinite)}."),
        EpochEvent p => Text($"Epoch {p.Epoch + 1}: {string.Concat(p.Metrics.Select(m => $"{MetricWords.Plain(m.Key)} {Number(m.Value, p.NonFinite)}, "))}learning rate {Rate(p.LearningRate)}, {p.Seconds:0.0} s."),
        CheckpointEvent c => Text($"Checkpoint of epoch {c.Epoch + 1} is safe on disk{(c.Best ? "; it is the best so far" : "")}."),
        WarningEvent w => w.Sentence,
        FoldEvent f => Text($"Fold {f.Result.Fold + 1} of {f.Folds} ended: {f.Result.Status.Replace('_', ' ')} after {f.Result.Epochs} epochs, validation {string.Join(" and ", f.Result.Metrics.Select(m => $"{MetricNames.Training(m.Key)} {Number(m.Value, false)}"))} at its best epoch, on {f.Result.Validation:N0} pictures."),
        FinishedEvent f => Text($"Ended: {f.Status.Replace('_', ' ')}{(f.BestEpoch is { } best ? $", best at {(f.Fold is { } fold ? $"fold {fold + 1}, " : "")}epoch {best + 1} ({f.Monitor} {Number(f.BestValue, f.NonFinite)})" : "")}.{(f.Detail is null ? "" : " " + f.Detail)}"),
        _ => e.GetType().Name,
    };

    // Classes, labels or targets: the event does not know the task.
    private static string Learnt(IReadOnlyList<string> names) => names.Count == 0 ? ""
        : $" It learns {string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? Text($" and {names.Count - MostNamed:N0} more") : "")}.";

    private static string Groups(IReadOnlyList<RateGroup>? groups) => groups is null ? "" : string.Concat(groups.Select(g =>
        g.TrainableLayers == 0 ? $" {g.From} to {g.To}: frozen." : Text($" {g.From} to {g.To}: {g.TrainableLayers} layers at {g.LearningRate:0.##########} ({g.Multiplier:0.######} times).")));

    private static string Number(double? value, bool nonFinite) =>
        value is { } number ? number.ToString("0.0000", CultureInfo.InvariantCulture) : nonFinite ? "not finite" : "not measured";

    private static string Rate(double? value) => value is { } number ? number.ToString("0.########", CultureInfo.InvariantCulture) : "not given";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
