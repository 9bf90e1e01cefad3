using System.Runtime.InteropServices;

namespace MlOpsDashboard.Workers.Host;

/// <summary>
/// glibc maps and unmaps every big tensor anew by default, which costs a fifth of the time in the kernel. These settings keep freed
/// memory at hand (the same as the MALLOC_ variables that a parent may set), and must come before the first tensor.
/// </summary>
internal static partial class NativeMemory
{
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapMax = -4;
    private const int ArenaMax = -8;

    public static void Tune()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        try
        {
            _ = SetOption(MmapMax, 0);
            _ = SetOption(TrimThreshold, -1);
            _ = SetOption(TopPad, 64 << 20);
            _ = SetOption(ArenaMax, 1);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has no such options.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
