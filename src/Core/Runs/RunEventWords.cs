using System.Globalization;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <summary>Events as lines of a log that people read. Epochs and stages count from 1 here, as people do.</summary>
public static class RunEventWords
{
    private static readonly TextResource Texts = new(typeof(RunEventWords));

    private const int MostNamed = 8;

    public static string Describe(RunEvent e) =>
        e is { Fold: { } fold } and not FoldEvent and not FinishedEvent ? Texts["InFold", fold + 1, Plain(e)] : Plain(e);

    private static string Plain(RunEvent e) =>
        e switch
        {
            StartedEvent s => Texts[s.Resumed ? "Resumed" : "Started", s.Device, s.Layers, s.Parameters, s.Samples, s.ValidationSamples]
                + Learnt(s.ClassNames)
                + (s.CacheWords is { } cache ? " " + cache : ""),
            StageEvent s => Texts[
                // Of a network without BatchNormalization there is nothing to say.
                s.BatchNormMode == "frozen"
                || s.LayerStates.AsSpan().ContainsAny('i', 'b')
                    ? "Stage"
                    : "StagePlain",
                s.Index + 1,
                SpecPresets.StageTitle(s.Name),
                s.FirstEpoch + 1,
                s.LastEpoch + 1,
                s.TrainableLayers.Count,
                s.TrainableParameters,
                s.BatchNormMode,
                s.LearningRate.ToString("0.########", CultureInfo.InvariantCulture)
            ] + Groups(s.RateGroups),
            FeaturesEvent { Cached: 0 } => Texts["RunAnew"],
            FeaturesEvent f => Texts["Features", f.Cached, f.Computed],
            ProgressEvent p => Texts["Progress", p.Epoch + 1, p.Step, p.Steps, Number(p.Loss, p.NonFinite)],
            EpochEvent p => Texts[
                "Epoch",
                p.Epoch + 1,
                string.Concat(p.Metrics.Select(m => Texts["EpochMetric", MetricWords.Plain(m.Key), Number(m.Value, p.NonFinite)])),
                Rate(p.LearningRate),
                p.Seconds.ToString("0.0", CultureInfo.InvariantCulture)
            ],
            CheckpointEvent c => Texts[c.Best ? "BestCheckpoint" : "Checkpoint", c.Epoch + 1],
            WarningEvent w => w.Words,
            FoldEvent f => Texts[
                "Fold",
                f.Result.Fold + 1,
                f.Folds,
                Status(f.Result.Status),
                f.Result.Epochs,
                string.Join(Texts["And"], f.Result.Metrics.Select(m => $"{MetricNames.Training(m.Key)} {Number(m.Value, false)}")),
                f.Result.Validation
            ],
            FinishedEvent f => Ended(f) + (f.Detail is null ? "" : " " + f.Detail),
            _ => e.GetType().Name,
        };

    // Classes, labels or targets: the event does not know the task.
    private static string Learnt(IReadOnlyList<string> names) =>
        names.Count == 0 ? ""
        : names.Count > MostNamed ? Texts["LearnsMore", Named(names), names.Count - MostNamed]
        : Texts["Learns", Named(names)];

    private static string Named(IReadOnlyList<string> names) => string.Join(", ", names.Take(MostNamed));

    private static string Ended(FinishedEvent f) =>
        f.BestEpoch is not { } best ? Texts["Ended", Status(f.Status)]
        : f.Fold is { } fold ? Texts["EndedInFold", Status(f.Status), fold + 1, best + 1, f.Monitor, Number(f.BestValue, f.NonFinite)]
        : Texts["EndedBest", Status(f.Status), best + 1, f.Monitor, Number(f.BestValue, f.NonFinite)];

    // As engines write it: stopped_early.
    private static string Status(string status) => Texts.Find($"Status.{status}") ?? status.Replace('_', ' ');

    private static string Groups(IReadOnlyList<RateGroup>? groups) =>
        groups is null
            ? ""
            : string.Concat(
                groups.Select(g =>
                    g.TrainableLayers == 0
                        ? Texts["FrozenGroup", g.From, g.To]
                        : Texts[
                            "Group",
                            g.From,
                            g.To,
                            g.TrainableLayers,
                            g.LearningRate.ToString("0.##########", CultureInfo.InvariantCulture),
                            g.Multiplier.ToString("0.######", CultureInfo.InvariantCulture)
                        ]
                )
            );

    private static string Number(double? value, bool nonFinite) =>
        value is { } number ? number.ToString("0.0000", CultureInfo.InvariantCulture) : Texts[nonFinite ? "NotFinite" : "NotMeasured"];

    private static string Rate(double? value) => value is { } number ? number.ToString("0.########", CultureInfo.InvariantCulture) : Texts["NotGiven"];
}
