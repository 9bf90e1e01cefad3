using System.Globalization;
using System.Text.Json;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Branches;

/// <summary>What a branch changes of the run it goes on from: what may differ from there on, and what carries over.</summary>
/// <param name="parent">The spec of the run that it leaves.</param>
/// <param name="branch">Its own, stages that are done included.</param>
public sealed class BranchChanges(TrainingSpec parent, TrainingSpec branch)
{
    // Results don't depend on where the data lies, and what it is was found before.
    private static readonly string[] Silent = ["data.path", "data.input"];

    private static readonly string[] Free =
    [
        "data.batchSize",
        "head.dropout",
        "head.l2",
        "loss.labelSmoothing",
        "loss.classWeight",
        "loss.alpha",
        "loss.gamma",
        "loss.applyClassBalancing",
        "batchNormMode",
        "rematerialization",
    ];

    private readonly TrainingSpec _parent = TrainingSpecJson.Complete(parent);
    private readonly TrainingSpec _branch = TrainingSpecJson.Complete(branch);

    /// <summary>Settings that differ, in the spec's order, with the branch's value and the parent's as default.</summary>
    public IReadOnlyList<SettingDifference> Settings { get; } =
    [
        .. SpecSettings
            .Compare([parent, branch])
            .Where(s => s.Differs && !Silent.Contains(s.Setting))
            .Select(s => new SettingDifference(s.Setting, s.Values[1], s.Values[0])),
    ];

    /// <summary>Why the branch can't go on from there; null where it can.</summary>
    public Refusal? Problem(BranchPlace place)
    {
        if (Fixed(place.Stage) is { } other)
            return other;
        if (_branch.Stages.Count <= place.Stage)
            return new("branch.stages", ("stages", place.Stage + 1), ("received", _branch.Stages.Count));
        var epochs = _branch.Stages[place.Stage].Epochs;
        if (epochs < place.InStage)
            return new("branch.epochs.few", ("stage", place.Stage + 1), ("done", place.InStage), ("received", epochs));
        return epochs == place.InStage && _branch.Stages.Count == place.Stage + 1 ? new("branch.epochs.none", ("epochs", place.Epochs)) : null;
    }

    /// <summary>Why the branch can't leave that run, whatever its epochs; null where it can.</summary>
    /// <param name="stage">The stage that runs there, from 0; settings of those before it are fixed.</param>
    public Refusal? Fixed(int stage)
    {
        if (_parent.CrossValidation is not null)
            return new("branch.folds");
        return Settings.FirstOrDefault(s => !MayDiffer(s.Setting, stage)) is { } other
            ? new("branch.fixed", ("setting", other.Setting), ("expected", other.Default), ("received", other.Value))
            : null;
    }

    /// <summary>Sentences that say what carries over and what begins anew, for a person who is about to start it.</summary>
    public IReadOnlyList<Refusal> Notes(BranchPlace place)
    {
        var notes = new List<Refusal>();
        if (_branch.Stages.Count <= place.Stage)
            return notes;
        var stage = _branch.Stages[place.Stage];
        if (stage.Epochs == place.InStage && _branch.Stages.Count > place.Stage + 1)
            notes.Add(new("branch.note.nextStage", ("stage", place.Stage + 2)));
        else if (!CarriesOptimizer(place.Stage))
            notes.Add(new("branch.note.optimizer", ("class", stage.Optimizer.Class)));
        else if (!KeepsPlan(place.Stage))
            notes.Add(new("branch.note.plan"));
        else
            notes.Add(new("branch.note.all"));
        if (Settings.Any(s => s.Setting == "data.batchSize"))
            notes.Add(new("branch.note.batch"));
        if (_branch.Stages.Skip(place.Stage).Any(HasSchedule))
            notes.Add(new("branch.note.schedule"));
        notes.Add(new("branch.note.best"));
        return notes;
    }

    /// <summary>Whether the running stage trains the same layers in the same way: best weights and counters of callbacks go on.</summary>
    public bool KeepsPlan(int stage) => !Differs("batchNormMode") && !Differs(Of(stage, "unfreeze")) && !Below(Of(stage, "layerRates"));

    /// <summary>Whether the running stage's optimizer goes on: one of the same class.</summary>
    public bool CarriesOptimizer(int stage) => !Differs(Of(stage, "optimizer"));

    /// <summary>Whether the rate that was reached goes on; else the one that the branch names holds.</summary>
    public bool KeepsRate(int stage) => CarriesOptimizer(stage) && !Below(Of(stage, "optimizer.learningRate"));

    /// <summary>Whether an early end of the running stage stands: the parent went on with its next stage, and so does the branch.</summary>
    public bool KeepsEarlyEnd(int stage) => _branch.Stages.Count > stage + 1 && !Differs(Of(stage, "epochs")) && !Below("callbacks.EarlyStopping");

    private bool Differs(string name) => Settings.Any(s => s.Setting == name);

    private bool Below(string name) => Settings.Any(s => s.Setting.StartsWith(name, StringComparison.Ordinal));

    private static bool HasSchedule(StageSpec stage) =>
        stage.Optimizer.Options.TryGetValue("learningRate", out var rate) && rate.ValueKind == JsonValueKind.Object;

    private static string Of(int stage, string name) => string.Create(CultureInfo.InvariantCulture, $"stages[{stage}].{name}");

    private static bool MayDiffer(string name, int stage) =>
        Free.Contains(name)
        || name.StartsWith("augmentation", StringComparison.Ordinal)
        || name.StartsWith("callbacks", StringComparison.Ordinal)
        || StageOf(name) >= stage;

    private static int? StageOf(string name) =>
        name.StartsWith("stages[", StringComparison.Ordinal)
        && name.IndexOf(']', StringComparison.Ordinal) is var end
        && int.TryParse(name[7..end], NumberStyles.None, CultureInfo.InvariantCulture, out var stage)
            ? stage
            : null;
}
