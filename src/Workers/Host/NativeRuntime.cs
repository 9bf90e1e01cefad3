using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
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
    /// as the dashboard on the same cores, that made EfficientNet-Lite0 six times slower. They sleep, after ten thousand turns (some hundred microseconds): a
    /// small step's
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
        GuardOneDnn();
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

    /// <summary>
    /// Some virtual machines hide the caches of an AMD processor (CPUID leaf 8000001D is all zeros). oneDNN plans its AVX kernels by them: there it divides by
    /// zero in 1 x 1 convolutions and gives wrong sums in others
    /// (seen on Zen 5 with libtorch 2.10.0). Its SSE 4.1 kernels do not ask and are right. Must come before libtorch is loaded; what the caller has set stays.
    /// </summary>
    public static void GuardOneDnn()
    {
        if (!OperatingSystem.IsLinux() || !HidesItsCaches())
            return;
        _ = SetEnvironment("ONEDNN_MAX_CPU_ISA", "SSE41", 0);
    }

    private static bool HidesItsCaches()
    {
        const int Vendor = 0,
            Caches = unchecked((int)0x8000001D),
            LastExtended = unchecked((int)0x80000000),
            Amd = 0x68747541;
        if (!X86Base.IsSupported || X86Base.CpuId(Vendor, 0).Ebx != Amd || (uint)X86Base.CpuId(LastExtended, 0).Eax < unchecked((uint)Caches))
            return false;
        return (X86Base.CpuId(Caches, 0).Eax & 0x1F) == 0;
    }

    /// <summary>Ends the process at once: no thread that is in a native library is waited for.</summary>
    public static void End(int code)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(code);
        }
        ExitProcess(code);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitProcess(int code);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
