using System.Globalization;
using System.Runtime.InteropServices;

namespace MlOpsDashboard.Workers.Engine.Memory;

/// <summary>
/// glibc's heap keeps what is freed, and blocks of many sizes leave gaps that the next ones do not fit: it grows to twice what lives in it. Pages of the gaps are given back when the process has grown
/// by a quarter, and by 256 MiB, over what it was after the last time; giving back every time would cost a page fault for each page that is used again.
/// </summary>
internal static partial class Heap
{
    private const long LeastGrowth = 256L << 20;
    private static readonly bool IsHere = OperatingSystem.IsLinux();
    private static long least;

    public static void GiveBack()
    {
        if (!IsHere || (least != 0 && Resident() < least + Math.Max(least / 4, LeastGrowth)))
        {
            return;
        }
        try
        {
            _ = Trim(0);
            TensorHeap.GiveBack();
            least = Resident();
        }
        catch (EntryPointNotFoundException)
        {
            // musl gives back on its own.
            least = long.MaxValue / 2;
        }
    }

    private static long Resident()
    {
        var words = File.ReadAllText("/proc/self/statm").Split(' ');
        return long.Parse(words[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nint pad);
}
