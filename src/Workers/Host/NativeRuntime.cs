using System.Runtime.InteropServices;
using MlOpsDashboard.Workers.Engine.Memory;

namespace MlOpsDashboard.Workers.Host;

/// <summary>Settings of the native libraries that must come before the first tensor.</summary>
public static partial class NativeRuntime
{
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapMax = -4;
    private const int ArenaMax = -8;

    /// <summary>
    /// glibc maps and unmaps every big tensor anew by default, which costs a fifth of the time in the kernel; kept memory does not (the same
    /// as the MALLOC_ variables that a parent may set). OpenMP's threads spin while they wait for each other: beside a busy neighbour, such
    /// as the dashboard on the same cores, that made EfficientNet-Lite0 six times slower. They sleep, after ten thousand turns (some hundred microseconds): a small step's
    /// parallel loops follow each other faster than the kernel puts a thread to sleep and wakes it, which was a seventh of such a step.
    /// </summary>
    /// <returns>What could not be set, for a person; null for nothing.</returns>
    public static string? Tune()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }
        // The C environment: .NET's own copy is not seen by native code. What the caller has set stays.
        _ = SetEnvironment("OMP_WAIT_POLICY", "PASSIVE", 0);
        _ = SetEnvironment("GOMP_SPINCOUNT", "10000", 0);
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
        return TensorHeap.Install(AppContext.BaseDirectory) is { } reason ? $"Tensors share the C library's heap, which grows by gaps: {reason}." : null;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
