using System.Globalization;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Jobs.Runs;

/// <summary>What lies in a run's folder: the child's files by the names of the command line's contract, and the parent's own.</summary>
internal sealed class RunFolder(string path)
{
    public string Path { get; } = path;
    public string RequestFile => System.IO.Path.Combine(Path, "request.json");
    public string EventsFile => System.IO.Path.Combine(Path, "events.jsonl");

    // Time of the last event that the registry has: what the child wrote after it, while nobody read, is told later.
    private string DeliveredFile => System.IO.Path.Combine(Path, "delivered");

    public bool HasCheckpoint => Directory.Exists(System.IO.Path.Combine(Path, "checkpoint")) || Directory.Exists(System.IO.Path.Combine(Path, "fold-1"));

    public void MarkDelivered(DateTimeOffset time) => File.WriteAllText(DeliveredFile, time.ToString("O", CultureInfo.InvariantCulture));

    public DateTimeOffset Delivered =>
        File.Exists(DeliveredFile) && DateTimeOffset.TryParse(File.ReadAllText(DeliveredFile), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) ? time : DateTimeOffset.MinValue;

    /// <summary>Events on disk that the registry has not seen: of a child that outlived the dashboard.</summary>
    public IReadOnlyList<RunEvent> Undelivered()
    {
        if (!File.Exists(EventsFile)) return [];
        var delivered = Delivered;
        return [.. File.ReadLines(EventsFile).Select(RunEventJson.TryRead).OfType<RunEvent>().Where(e => e.Time > delivered)];
    }

    /// <summary>Puts the models into the store and reads the reports; what is missing stays null.</summary>
    public async Task<RunOutputs> KeepAsync(IArtifactStore artifacts, CancellationToken cancellationToken) =>
        new(await PutAsync(artifacts, "best.keras", cancellationToken), await PutAsync(artifacts, "last.keras", cancellationToken),
            await ReadAsync("preprocessing.json", cancellationToken), await ReadAsync("evaluation.json", cancellationToken), await ReadAsync("history.json", cancellationToken))
        {
            CrossValidationJson = await ReadAsync("crossvalidation.json", cancellationToken),
        };

    private async Task<string?> PutAsync(IArtifactStore artifacts, string name, CancellationToken cancellationToken)
    {
        var file = System.IO.Path.Combine(Path, name);
        return File.Exists(file) ? await artifacts.PutFileAsync(file, cancellationToken) : null;
    }

    private async Task<string?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var file = System.IO.Path.Combine(Path, name);
        return File.Exists(file) ? await File.ReadAllTextAsync(file, cancellationToken) : null;
    }
}
