using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Registry.Storage;

/// <summary>One dashboard a storage folder: two would migrate one database and take each other's runs for their own. The system frees the lock when the
/// process ends, however it ends.</summary>
public sealed class StorageLock(StorageLayout layout) : IDisposable
{
    private FileStream? held;

    public static string FileOf(StorageLayout layout) => Path.Combine(layout.Root, "dashboard.lock");

    /// <summary>Takes the lock until this is disposed; taken already, nothing happens.</summary>
    /// <exception cref="RefusedException">Another process holds it.</exception>
    /// <exception cref="IOException">The file can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file can't be made.</exception>
    public void Acquire()
    {
        if (held is not null)
            return;
        try
        {
            held = new FileStream(FileOf(layout), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (FileLock.IsHeld(e))
        {
            throw new RefusedException(new Refusal(RefusalKind.Conflict, "storage.folder.locked", ("folder", layout.Root), ("lock", FileOf(layout))), e);
        }
    }

    public void Dispose()
    {
        held?.Dispose();
        held = null;
    }
}
