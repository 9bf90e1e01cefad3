using System.Globalization;

namespace MlOpsDashboard.Core.Storage;

/// <summary>
/// One process at a time, by a file that it holds locked and that says who it is. The system frees the lock when the process ends, however it ends; the file
/// goes with the lock.
/// </summary>
public sealed class FileLock : IDisposable
{
    // What the system answers where another holds the file: EWOULDBLOCK, ERROR_SHARING_VIOLATION.
    private const int WouldBlock = 11,
        SharingViolation = unchecked((int)0x80070020);

    private const string Holder = ".holder";

    private readonly string _path;
    private readonly FileStream _file;

    private FileLock(string path, FileStream file) => (_path, _file) = (path, file);

    /// <summary>Whether a file could not be opened because another process holds it.</summary>
    public static bool IsHeld(IOException fault) => fault.HResult is WouldBlock or SharingViolation;

    /// <summary>Takes the lock; null where another holds it.</summary>
    /// <exception cref="IOException">The file can't be made.</exception>
    public static FileLock? TryAcquire(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException fault) when (IsHeld(fault))
        {
            return null;
        }
        // Whoever held it may have removed the file between its opening here and its locking: then it is the lock of nothing. A time that nobody else gives
        // tells the two apart.
        File.SetLastWriteTimeUtc(file.SafeFileHandle, DateTime.UnixEpoch.AddSeconds(Random.Shared.Next()));
        if (File.GetLastWriteTimeUtc(path) != File.GetLastWriteTimeUtc(file.SafeFileHandle))
        {
            file.Dispose();
            return null;
        }
        // In a file of its own: the one that is locked can't be read by others.
        File.WriteAllText(path + Holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new FileLock(path, file);
    }

    /// <summary>The process that holds the lock of that path, as it says itself; null where nobody says so.</summary>
    public static int? HolderOf(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(path + Holder), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? process : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        // Removed while it is held, so that nobody's file is removed but this one's.
        File.Delete(_path + Holder);
        File.Delete(_path);
        _file.Dispose();
    }
}
