using System.Text;
using MlOpsDashboard.Core.Runs;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>Reads a run's events as a parent would, and may act on them while the run goes on.</summary>
internal sealed class EventWatcher(Action<RunEvent>? react = null) : TextWriter
{
    public List<RunEvent> Events { get; } = [];

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        var e = RunEventJson.TryRead(value!) ?? throw new InvalidOperationException($"No event: {value}");
        Events.Add(e);
        react?.Invoke(e);
    }
}
