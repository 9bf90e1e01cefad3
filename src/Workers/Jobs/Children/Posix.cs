using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using MlOpsDashboard.Core.Work;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>The few system calls and <c>/proc</c> files that .NET does not wrap.</summary>
internal static class Posix
{
    public const int SigKill = 9;
    public const int SigTerm = 15;

    private const int NoSuchProcess = 3;

    /// <summary>Sends a signal; a negative id means the whole process group. A process that is gone is no fault.</summary>
    /// <returns>Whether there was any.</returns>
    public static bool Kill(int processId, int signal)
    {
        if (processId is 0 or 1 or -1)
            throw new ArgumentOutOfRangeException(nameof(processId), processId, "Expected the id of a child process.");
        if (kill(processId, signal) == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        return error == NoSuchProcess ? false : throw new Win32Exception(error);
    }

    /// <summary>Sends a signal to a child that is alive and to whatever it started. One that was started in this moment leads no process group yet, and is
    /// meant alone.</summary>
    public static void KillAll(int child, int signal)
    {
        if (!Kill(-child, signal))
            Kill(child, signal);
    }

    public static string SignalName(int signal) =>
        signal switch
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

    /// <summary>When the process began, in clock ticks since boot: with its id, an identity that is never used twice. Null when it is gone or a
    /// zombie.</summary>
    public static long? StartTicks(int processId) =>
        Read($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/stat") is { } text ? StartTicks(text) : null;

    /// <summary>The same of the text of <c>/proc/PID/stat</c>.</summary>
    public static long? StartTicks(string stat)
    {
        // The command name may hold spaces and brackets: fields are counted behind its last bracket.
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is { Length: > 19 } && fields[0] is not ("Z" or "X") ? long.Parse(fields[19], CultureInfo.InvariantCulture) : null;
    }

    /// <summary>This boot of the kernel.</summary>
    public static string Boot { get; } = Read("/proc/sys/kernel/random/boot_id")?.Trim() ?? "unknown";

    /// <summary>This process.</summary>
    public static ProcessIdentity Self { get; } = new(Boot, Environment.ProcessId, StartTicks(Environment.ProcessId) ?? 0);

    public static bool IsAlive(ProcessIdentity process) => process.Boot == Boot && StartTicks(process.ProcessId) == process.StartTicks;

    /// <summary>Seconds since the process began, by the kernel's clock that nobody sets.</summary>
    public static double Age(ProcessIdentity process) =>
        Read("/proc/uptime")?.Split(' ') is [var uptime, ..] ? Age(process, double.Parse(uptime, CultureInfo.InvariantCulture)) : 0;

    /// <summary>The same at another moment of that boot.</summary>
    /// <param name="uptime">Seconds since boot.</param>
    public static double Age(ProcessIdentity process, double uptime) => Math.Max(0, uptime - (process.StartTicks / TicksPerSecond));

    // sysconf(_SC_CLK_TCK): 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Ids of the processes that have this variable in their environment.</summary>
    public static IEnumerable<int> WithVariable(string name, string value)
    {
        var wanted = $"{name}={value}";
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (
                int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)
                && Read(Path.Combine(folder, "environ")) is { } environment
                && environment.Split('\0').Contains(wanted)
            )
                yield return id;
    }

    /// <summary>The head of the process's session.</summary>
    public static int? Session(int processId)
    {
        var text = Read($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/stat");
        return text?[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 3 } fields
            ? int.Parse(fields[3], CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Gives a file a second name in the same file system, in place of what has that name.</summary>
    /// <exception cref="IOException">The file system has no links, or the name can't be made.</exception>
    public static void Link(string from, string to)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(to)!, $".{Guid.NewGuid():N}.tmp");
        if (link(from, temporary) != 0)
            throw new IOException($"Could not link {from} (errno {Marshal.GetLastPInvokeError()}).");
        File.Move(temporary, to, overwrite: true);
    }

    /// <summary>Resident memory in bytes of a session's head and of all that descends from it, 0 when they are gone.</summary>
    public static long SessionBytes(int session) => Children(session).Append(session).Sum(ResidentBytes);

    private static IEnumerable<int> Children(int processId)
    {
        var id = processId.ToString(CultureInfo.InvariantCulture);
        var children =
            Read($"/proc/{id}/task/{id}/children")?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => int.Parse(c, CultureInfo.InvariantCulture))
            ?? [];
        return children.SelectMany(c => Children(c).Append(c));
    }

    /// <summary>Resident memory in bytes, 0 when the process is gone.</summary>
    public static long ResidentBytes(int processId) =>
        Read($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/statm")?.Split(' ') is { Length: > 1 } fields
            ? long.Parse(fields[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize
            : 0;

    /// <summary>How often the kernel ended a process for want of memory: in this control group where there is one, else on the machine.</summary>
    public static long OutOfMemoryKills() =>
        Counter(Read("/sys/fs/cgroup/memory.events"), "oom_kill")
        ?? Counter(Read("/sys/fs/cgroup/memory/memory.oom_control"), "oom_kill")
        ?? Counter(Read("/proc/vmstat"), "oom_kill")
        ?? 0;

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
        text?.Split('\n').FirstOrDefault(l => l.StartsWith(name + " ", StringComparison.Ordinal)) is { } line
            ? long.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture)
            : null;

    [DllImport("libc", SetLastError = true)]
    private static extern int link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int processId, int signal);
}
