using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MlOpsDashboard.Workers.Engine.Import;

/// <summary>The few system calls that .NET has no name for.</summary>
internal static unsafe partial class Posix
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint WantType = 1;
    private const int OpenReadOnly = 0x80000;
    private const int OpenNonBlocking = 0x800;
    private const int OpenNoFollow = 0x20000;

    public const int Regular = 0x8000;
    public const int Folder = 0x4000;
    public const int Link = 0xA000;

    /// <summary>The kind of file, not following a link; 0 where there is none of that name.</summary>
    public static int KindOf(string path)
    {
        // struct statx is 256 bytes with stx_mode at 28 on every architecture.
        var status = stackalloc byte[256];
        return StatX(CurrentFolder, path, NoFollow, WantType, status) == 0 ? *(ushort*)(status + 28) & 0xF000 : 0;
    }

    /// <summary>Opens a file for reading; a link is not followed, and a pipe put in its place does not block.</summary>
    /// <exception cref="IOException">It can't be opened.</exception>
    public static SafeFileHandle OpenFile(string path)
    {
        var descriptor = Open(path, OpenReadOnly | OpenNonBlocking | OpenNoFollow);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException(new Win32Exception(Marshal.GetLastPInvokeError()).Message);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
