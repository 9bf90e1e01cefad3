using System.Runtime.InteropServices;

namespace MlOpsDashboard.Registry.Tests.Support;

/// <summary>A storage folder of which one part may not be written: by its mode, and for root, to whom modes say nothing, in the shoes of another
/// user.</summary>
internal sealed class ForeignFolder : IDisposable
{
    private const int Nobody = 65534;
    private const UnixFileMode ReadAndEnter =
        UnixFileMode.UserRead
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    public ForeignFolder(string part)
    {
        Root = Directory.CreateTempSubdirectory("foreign-").FullName;
        Closed = Path.Combine(Root, part).TrimEnd('/');
        Directory.CreateDirectory(Closed);
        SetMode(Root, ReadAndEnter | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);
        SetMode(Closed, ReadAndEnter);
    }

    public string Root { get; }

    public string Closed { get; }

    /// <summary>Runs it on a thread of its own.</summary>
    /// <returns>What it threw, or null.</returns>
    public Exception? Meet(Action act)
    {
        Exception? thrown = null;
        var thread = new Thread(() =>
        {
            // Linux keeps this for the thread alone; only root may ask for it.
            if (Environment.IsPrivilegedProcess)
                _ = SetFileUser(Nobody);
            try
            {
                act();
            }
            catch (Exception e)
            {
                thrown = e;
            }
        });
        thread.Start();
        thread.Join();
        return thrown;
    }

    public void Dispose()
    {
        SetMode(Closed, ReadAndEnter | UnixFileMode.UserWrite);
        Directory.Delete(Root, recursive: true);
    }

    private static void SetMode(string folder, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("Modes are Unix's.");
        File.SetUnixFileMode(folder, mode);
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    private static extern int SetFileUser(int user);
}
