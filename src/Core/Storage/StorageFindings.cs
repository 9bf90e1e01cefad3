using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Storage;

/// <summary>What is known in this process to be wrong with the storage folder: shown on every page, and what a health check asks. Empty while all is
/// well.</summary>
public sealed class StorageFindings(TimeProvider time)
{
    public const string Database = "database",
        Activity = "activity",
        Artifact = "artifact",
        Picture = "picture",
        Disk = "disk",
        Backup = "backup";

    // A folder of which everything is gone must not fill the memory: what is wrong is clear by then.
    private const int Most = 100;
    private readonly Lock gate = new();
    private readonly List<StorageFinding> findings = [];

    /// <summary>A finding came or went. Called on the thread of whoever found it.</summary>
    public event Action? Changed;

    public IReadOnlyList<StorageFinding> All
    {
        get
        {
            lock (gate)
                return [.. findings];
        }
    }

    /// <summary>Whether the database itself and its log are whole and the disk takes something: false is what a health check calls unhealthy.</summary>
    public bool IsHealthy => All.All(f => f.Kind is not (Database or Activity or Disk));

    /// <returns>Whether it is new.</returns>
    public bool Report(string kind, string name, Refusal what)
    {
        lock (gate)
        {
            if (findings.Count >= Most || findings.Any(f => f.Kind == kind && f.Name == name && f.What.Equals(what)))
                return false;
            findings.RemoveAll(f => f.Kind == kind && f.Name == name);
            findings.Add(new(kind, name, what, time.GetUtcNow()));
        }
        Changed?.Invoke();
        return true;
    }

    /// <summary>It was looked at again and is well.</summary>
    public void Clear(string kind, string name)
    {
        int gone;
        lock (gate)
            gone = findings.RemoveAll(f => f.Kind == kind && f.Name == name);
        if (gone > 0)
            Changed?.Invoke();
    }
}
