using System.Runtime.InteropServices;

namespace MlOpsDashboard.Workers.Engine.Memory;

/// <summary>
/// Memory of tensors apart from everything else's (decision 27). In one heap, small blocks that stay (a network's objects, prepared convolutions) come to lie
/// in the gaps between large ones, which then fit nowhere: the heap grew to
/// twice what lived in it, and went on growing. libtorch's large blocks come from a stretch of their own, where a step after the other finds the same gaps.
/// </summary>
public static unsafe partial class TensorHeap
{
    /// <summary>Smaller ones stay with glibc.</summary>
    public const int LeastBytes = 32 * 1024;

    private static BlockHeap? heap;
    private static delegate* unmanaged<void**, nuint, nuint, int> plainTake;
    private static delegate* unmanaged<void*, void> plainReturn;
    private static SpinLock gate = new(enableThreadOwnerTracking: false);

    /// <summary>Whether libtorch's memory comes from here: on Linux with glibc.</summary>
    public static bool IsInstalled => heap is not null;

    /// <summary>From now on; before the first tensor. Does nothing on other systems than Linux, and where the variable <c>MLOPS_TENSOR_HEAP</c> is
    /// <c>off</c>.</summary>
    /// <param name="folder">That of libtorch.</param>
    /// <returns>Why tensors stay with the C library although they should not; else null.</returns>
    public static string? Install(string folder)
    {
        if (IsInstalled || !OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("MLOPS_TENSOR_HEAP") == "off")
        {
            return null;
        }
        if (!NativeLibrary.TryLoad("libc.so.6", out var c) || !NativeLibrary.TryLoad(Path.Combine(folder, "libc10.so"), out var c10))
        {
            return $"{folder} has no libc10.so for this system's C library";
        }
        if (File.ReadAllText("/proc/sys/vm/overcommit_memory").StartsWith('2'))
        {
            return "the system counts reserved addresses as used memory (vm.overcommit_memory=2)";
        }
        if (ImportedFunction.Find(c10, "posix_memalign") is not { } taken || ImportedFunction.Find(c10, "free") is not { } freed)
        {
            return "libc10.so does not import posix_memalign and free";
        }
        var bytes = (nuint)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        byte* memory;
        // A limit of addresses may be lower than what the machine has.
        while ((memory = Reserve(bytes)) is null)
        {
            if ((bytes /= 2) < 256 << 20)
            {
                return "no stretch of addresses left";
            }
        }
        plainTake = (delegate* unmanaged<void**, nuint, nuint, int>)NativeLibrary.GetExport(c, "posix_memalign");
        plainReturn = (delegate* unmanaged<void*, void>)NativeLibrary.GetExport(c, "free");
        heap = new BlockHeap(memory, bytes);
        // What is taken here must be returned here: free first.
        if (!freed.Replace((delegate* unmanaged<void*, void>)&Return) || !taken.Replace((delegate* unmanaged<void**, nuint, nuint, int>)&Allocate))
        {
            _ = freed.Replace(plainReturn);
            heap = null;
            return "libc10.so's imports may not be changed";
        }
        // When the runtime has ended, native code that still frees must not call into it: a function that looks at its argument and does nothing.
        var nothing = NativeLibrary.GetExport(c, "labs");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => freed.Replace((void*)nothing);
        return null;
    }

    internal static bool Owns(void* memory) => heap is not null && heap.Owns(memory);

    [UnmanagedCallersOnly]
    private static int Allocate(void** memory, nuint alignment, nuint bytes)
    {
        if (bytes >= LeastBytes && alignment <= BlockHeap.Alignment)
        {
            var taken = false;
            gate.Enter(ref taken);
            var block = heap!.Allocate(bytes);
            gate.Exit();
            if (block is not null)
            {
                *memory = block;
                return 0;
            }
        }
        return plainTake(memory, alignment, bytes);
    }

    [UnmanagedCallersOnly]
    private static void Return(void* memory)
    {
        if (!heap!.Owns(memory))
        {
            plainReturn(memory);
            return;
        }
        var taken = false;
        gate.Enter(ref taken);
        heap.Return(memory);
        gate.Exit();
    }

    private static byte* Reserve(nuint bytes)
    {
        const int ReadWrite = 3,
            PrivateAnonymousNoReserve = 0x2 | 0x20 | 0x4000;
        var memory = Map(0, bytes, ReadWrite, PrivateAnonymousNoReserve, -1, 0);
        return memory == -1 ? null : (byte*)memory;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint bytes, int access, int flags, int file, nint offset);
}
