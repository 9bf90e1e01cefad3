using System.Globalization;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Events as lines of a log that people read. Epochs and stages count from 1 here, as people do.</summary>
public static class RunEventWords
{
    public static string Describe(RunEvent e) => e is { Fold: { } fold } and not FoldEvent and not FinishedEvent ? Text($"Fold {fold + 1}: {Plain(e)}") : Plain(e);

    private static string Plain(RunEvent e) => e switch
    {
        StartedEvent s => Text($"{(s.Resumed ? "Resumed from the last checkpoint" : "Started")} on {s.Device}: {s.Layers} layers, {s.Parameters:N0} parameters, {s.Samples:N0} training and {s.ValidationSamples:N0} validation pictures of {s.ClassNames.Count} classes.{(s.Cache is null ? "" : " " + s.Cache)}"),
        StageEvent s => Text($"Stage {s.Index + 1}, {s.Name}: epochs {s.FirstEpoch + 1} to {s.LastEpoch + 1}, {s.TrainableLayers.Count} layers train ({s.TrainableParameters:N0} parameters), BatchNormalization {s.BatchNormMode}, learning rate {s.LearningRate:0.########}.{Groups(s.RateGroups)}"),
        ProgressEvent p => Text($"Epoch {p.Epoch + 1}, step {p.Step} of {p.Steps}: loss {Number(p.Loss, p.NonFinite)}."),
        EpochEvent p => Text($"Epoch {p.Epoch + 1}: loss {Number(p.Loss, p.NonFinite)}, accuracy {Number(p.Accuracy, p.NonFinite)}, validation loss {Number(p.ValLoss, p.NonFinite)}, validation accuracy {Number(p.ValAccuracy, p.NonFinite)}, learning rate {Rate(p.LearningRate)}, {p.Seconds:0.0} s."),
        CheckpointEvent c => Text($"Checkpoint of epoch {c.Epoch + 1} is safe on disk{(c.Best ? "; it is the best so far" : "")}."),
        WarningEvent w => w.Sentence,
        FoldEvent f => Text($"Fold {f.Result.Fold + 1} of {f.Folds} ended: {f.Result.Status.Replace('_', ' ')} after {f.Result.Epochs} epochs, validation accuracy {Number(f.Result.ValAccuracy, false)} and loss {Number(f.Result.ValLoss, false)} at its best epoch, on {f.Result.Validation:N0} pictures."),
        FinishedEvent f => Text($"Ended: {f.Status.Replace('_', ' ')}{(f.BestEpoch is { } best ? $", best at {(f.Fold is { } fold ? $"fold {fold + 1}, " : "")}epoch {best + 1} ({f.Monitor} {Number(f.BestValue, f.NonFinite)})" : "")}.{(f.Detail is null ? "" : " " + f.Detail)}"),
        _ => e.GetType().Name,
    };

    private static string Groups(IReadOnlyList<RateGroup>? groups) => groups is null ? "" : string.Concat(groups.Select(g =>
        g.TrainableLayers == 0 ? $" {g.From} to {g.To}: frozen." : Text($" {g.From} to {g.To}: {g.TrainableLayers} layers at {g.LearningRate:0.##########} ({g.Multiplier:0.######} times).")));

    private static string Number(double? value, bool nonFinite) =>
        value is { } number ? number.ToString("0.0000", CultureInfo.InvariantCulture) : nonFinite ? "not finite" : "not measured";

    private static string Rate(double? value) => value is { } number ? number.ToString("0.########", CultureInfo.InvariantCulture) : "not given";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
