using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>The groups of <see cref="RunStatusExtensions"/> as lists, for queries.</summary>
internal static class RunStatusGroups
{
    public static IReadOnlyList<RunStatus> Active { get; } = [.. Enum.GetValues<RunStatus>().Where(s => s.IsActive())];
    public static IReadOnlyList<RunStatus> Waiting { get; } = [RunStatus.Queued, RunStatus.Interrupted];
}
