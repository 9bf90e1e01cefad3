using System.Globalization;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>A run's folder as program versions up to 0.1 kept it: events at its top, and in <c>delivered</c> the time of the last that the registry
/// has.</summary>
internal static class OldRunFolder
{
    /// <summary>Events that the registry has not seen; asked once.</summary>
    public static IReadOnlyList<RunEvent> Undelivered(string folder)
    {
        var (events, mark) = (Path.Combine(folder, "events.jsonl"), Path.Combine(folder, "delivered"));
        if (!File.Exists(events) || !File.Exists(mark))
            return [];
        var delivered = DateTimeOffset.TryParse(File.ReadAllText(mark), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            ? time
            : DateTimeOffset.MinValue;
        List<RunEvent> left = [.. File.ReadLines(events).Select(RunEventJson.TryRead).OfType<RunEvent>().Where(e => e.Time > delivered)];
        File.Delete(mark);
        return left;
    }
}
