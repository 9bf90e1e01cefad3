using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>The few system calls and <c>/proc</c> files that .NET does not wrap.</summary>
internal static class Posix
{
    public const int SigKill = 9;
    public const int SigTerm = 15;

    private const int NoSuchProcess = 3;

    /// <summary>Sends a signal; a negative id means the whole process group. A process that is gone is no fault.</summary>
    public static void Kill(int processId, int signal)
    {
        if (processId is 0 or 1 or -1) throw new ArgumentOutOfRangeException(nameof(processId), processId, "Expected the id of a child process.");
        if (kill(processId, signal) == 0) return;
        var error = Marshal.GetLastPInvokeError();
        if (error != NoSuchProcess) throw new Win32Exception(error);
    }

    public static string SignalName(int signal) => signal switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        SigKill => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        SigTerm => "SIGTERM",
        _ => "signal " + signal.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>When the process began, in clock ticks since boot: with its id, an identity that is never used twice. Null when it is gone or a zombie.</summary>
    public static long? StartTicks(int processId)
    {
        // The command name may hold spaces and brackets: fields are counted behind its last bracket.
        var text = Read($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/stat");
        var fields = text?[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is { Length: > 19 } && fields[0] is not ("Z" or "X") ? long.Parse(fields[19], CultureInfo.InvariantCulture) : null;
    }

    public static string[] CommandLine(int processId) =>
        Read($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/cmdline")?.Split('\0', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Resident memory in bytes, 0 when the process is gone.</summary>
    public static long ResidentBytes(int processId) =>
        Read($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/statm")?.Split(' ') is { Length: > 1 } fields
            ? long.Parse(fields[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize
            : 0;

    /// <summary>How often the kernel ended a process for want of memory: in this control group where there is one, else on the machine.</summary>
    public static long OutOfMemoryKills() =>
        Counter(Read("/sys/fs/cgroup/memory.events"), "oom_kill") ?? Counter(Read("/sys/fs/cgroup/memory/memory.oom_control"), "oom_kill") ?? Counter(Read("/proc/vmstat"), "oom_kill") ?? 0;

    public static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? Counter(string? text, string name) =>
        text?.Split('\n').FirstOrDefault(l => l.StartsWith(name + " ", StringComparison.Ordinal)) is { } line ? long.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture) : null;

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int processId, int signal);
}
