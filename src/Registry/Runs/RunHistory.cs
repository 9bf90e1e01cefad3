using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Models;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>Lines of the activity log about runs.</summary>
internal static class RunHistory
{
    public static void Say(WriteUnit unit, Run run, Caller by, string action, Refusal said) =>
        ActivityLog.Append(unit, by, run.ProjectId, run.Id, action, $"run {run.Number}", said, null);
}
