using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Jobs.Working;

/// <summary>Whether the disk of the storage folder takes anything. What it finds stands on every page until it finds otherwise.</summary>
public sealed class DiskSpace
{
    // Less than this is nothing: a checkpoint is larger.
    private const int Probe = 1 << 20;

    // Above it trying would only wear the disk.
    private const long Little = 64 << 20;

    private readonly StorageLayout layout;
    private readonly StorageFindings findings;
    private readonly Action<string> write;

    public DiskSpace(StorageLayout layout, StorageFindings findings)
        : this(layout, findings, Write) { }

    /// <param name="write">Writes a file of that path and removes it.</param>
    internal DiskSpace(StorageLayout layout, StorageFindings findings, Action<string> write) =>
        (this.layout, this.findings, this.write) = (layout, findings, write);

    public long Free
    {
        get
        {
            try
            {
                return new DriveInfo(layout.Root).AvailableFreeSpace;
            }
            catch (IOException)
            {
                return 0;
            }
        }
    }

    /// <summary>Tried by writing a megabyte and syncing it: a quota, too, says no.</summary>
    public bool IsFull()
    {
        var full = false;
        try
        {
            // Where a start removes what a kill leaves.
            write(Path.Combine(Directory.CreateDirectory(layout.Scratch).FullName, $"space-{Guid.NewGuid():N}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            full = DiskFull.Is(e);
        }
        if (full)
            findings.Report(StorageFindings.Disk, "", DiskFull.Reason(Path.GetFileName(layout.Root)));
        else
            findings.Clear(StorageFindings.Disk, "");
        return full;
    }

    /// <summary>Tries the disk where little is left on it, or where it was full when it was last tried.</summary>
    public void Look()
    {
        if (Free < Little || findings.All.Any(f => f.Kind == StorageFindings.Disk))
            IsFull();
    }

    public Refusal Reason => new(RefusalKind.Unavailable, "work.disk.full", RefusalValue.OfBytes("free", Free), ("folder", Path.GetFileName(layout.Root)));

    private static void Write(string file)
    {
        using var probe = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        probe.Write(new byte[Probe]);
        probe.Flush(flushToDisk: true);
    }
}
