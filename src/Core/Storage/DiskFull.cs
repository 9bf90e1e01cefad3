using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Storage;

/// <summary>Tells a full disk from every other fault of a file.</summary>
public static class DiskFull
{
    /// <summary>Of <see cref="Reason(string)"/>.</summary>
    public const string Code = "storage.disk.full";

    // errno on Linux and macOS; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private const int NoSpace = 28,
        QuotaLinux = 122,
        WindowsDiskFull = unchecked((int)0x80070070),
        WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>Whether the fault, or one that it came from, says so.</summary>
    public static bool Is(Exception? fault) => Find(fault) is not null;

    /// <summary>What a person is told.</summary>
    /// <param name="folder">On the disk, as they know it.</param>
    public static Refusal Reason(string folder) => new(RefusalKind.Unavailable, Code, ("folder", folder));

    /// <summary>What a person is told who started the program by hand; null where the fault is another.</summary>
    public static Refusal? Reason(Exception? fault) =>
        Find(fault) is { } found ? new(RefusalKind.Unavailable, "storage.disk.full.fault", ("fault", found.Message)) : null;

    private static IOException? Find(Exception? fault)
    {
        for (var e = fault; e is not null; e = e.InnerException)
            if (e is IOException { HResult: NoSpace or QuotaLinux or WindowsDiskFull or WindowsHandleDiskFull } full)
                return full;
        return null;
    }
}
