using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Runs;

/// <param name="Headline">"Run 12 finished: 91.4 % of validation pictures right, best at epoch 7 of 15".</param>
/// <param name="StrategyInWords">From <see cref="StrategySentence"/>.</param>
/// <param name="LastProgress">The newest progress event, or null.</param>
/// <param name="RegisteredAs">Model versions made from this run.</param>
/// <param name="HasEvaluation">Whether <see cref="GetEvaluation"/> answers.</param>
public sealed record RunDetails(
    RunRow Row,
    string Headline,
    string StrategyInWords,
    TrainingSpec Spec,
    IReadOnlyList<SettingDifference> FromDefaults,
    IReadOnlyList<StageLedger> Ledger,
    StartedEvent? Started,
    ProgressEvent? LastProgress,
    IReadOnlyList<RunWarning> Warnings,
    IReadOnlyList<RunFile> Files,
    RunId? Parent,
    int? ParentNumber,
    int Attempts,
    string Monitor,
    IReadOnlyList<RegisteredLink> RegisteredAs,
    bool HasEvaluation,
    DatasetId DatasetId,
    IReadOnlyList<string> ClassNames
)
{
    /// <summary>Whether it ended with a model that was judged: a stopped run's best epoch is, as a completed one's.</summary>
    public bool CanBeRegistered => Row.Status.IsSuccess() || (Row.Status == RunStatus.Cancelled && HasEvaluation);

    /// <summary>Whether there is something to go on from; else a run that is queued again begins anew.</summary>
    public bool HasCheckpoint { get; init; }

    /// <summary>How many of the parent's epochs it goes on from; null where it began anew.</summary>
    public int? BranchedAfter { get; init; }

    /// <summary>States that are kept to branch from, by epochs done; other epochs are trained again from the nearest.</summary>
    public IReadOnlyList<KeptState> States { get; init; } = [];

    /// <summary>The team's own model that the run was started on; null where its backbone is a Keras application.</summary>
    public Models.CustomModelLink? CustomModel { get; init; }

    /// <summary>Why <see cref="Spec"/> is not all of the run's settings: they were stored by another version of the program. Null where it is.</summary>
    public Refusal? SpecFault { get; init; }

    /// <summary>What became of the frozen layers, stage by stage; empty until a stage's activations are at hand.</summary>
    public IReadOnlyList<StageFeatures> Features { get; init; } = [];
}
