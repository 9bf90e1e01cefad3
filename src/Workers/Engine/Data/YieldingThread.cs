using System.Runtime.InteropServices;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>Threads that take what processors have left: where the thread that computes and those of libtorch want one, they get it.</summary>
internal static partial class YieldingThread
{
    // A tenth of the weight of the thread that started it; it still moves on where other processes want all processors.
    private const int Steps = 10;
    private const int ProcessorPriority = 0;

    /// <summary>Starts a background thread.</summary>
    /// <param name="name">As debuggers show it.</param>
    public static Thread Start(string name, Action work)
    {
        var thread = new Thread(() =>
        {
            Yield();
            work();
        })
        {
            IsBackground = true,
            Name = name,
            Priority = ThreadPriority.BelowNormal,
        };
        thread.Start();
        return thread;
    }

    // .NET sets no priorities on Linux, where a thread's niceness is its own. A refusal changes speed alone.
    private static void Yield()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(ProcessorPriority, 0, Math.Min(19, GetPriority(ProcessorPriority, 0) + Steps));
        }
    }

    [LibraryImport("libc", EntryPoint = "getpriority")]
    private static partial int GetPriority(int which, uint who);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int niceness);
}
