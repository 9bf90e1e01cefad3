using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Rows;

namespace MlOpsDashboard.Registry.Runs;

/// <summary>Lines of a run's log that are no events.</summary>
internal static class RunLog
{
    public static void Add(RegistryContext context, RunFacts facts, OutputLine line, DateTimeOffset now) =>
        context.Add(
            new RunLogEntry
            {
                RunId = facts.RunId,
                Sequence = ++facts.LastSequence,
                Time = now,
                Kind = PlainText.Line(line.Kind, 20),
                Text = PlainText.Line(line.Text),
                Json = line.Said is { } said ? PrintedRefusal.Write(said) : null,
            }
        );
}
