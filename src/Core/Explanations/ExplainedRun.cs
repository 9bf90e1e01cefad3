using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Core.Explanations;

/// <summary>A step with one seed.</summary>
/// <param name="Run">Null until it is started.</param>
/// <param name="Value">Of the metric, at its best epoch; null until it is done, and where it did not measure it.</param>
public sealed record ExplainedRun(int Seed, RunId? Run, int? Number, RunStatus? Status, double? Value)
{
    /// <summary>Whether nothing more comes of it.</summary>
    public bool HasEnded => Status?.IsFinished() == true;

    /// <summary>Whether it has to be started again for a number to come.</summary>
    public bool IsLost => Run is null || Status is RunStatus.Failed or RunStatus.Cancelled or RunStatus.Diverged;
}
