using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Workers.Jobs.Children;

/// <summary>The only place where a process is started: niced, in a session of its own so that Ctrl-C in a terminal reaches only the dashboard, and the first
/// that the kernel ends when memory runs out.</summary>
internal sealed class ChildStarter(HostLocator locator, StorageLayout layout, IOptions<WorkerOptions> options)
{
    private const string First = "echo 800 2>/dev/null >/proc/self/oom_score_adj; ";

    private const string Piped = First + "exec \"$@\"";

    // The shell stays as the head of the session: it writes down who it is before, and how and when (seconds since boot) the child ended after. A signal to
    // the session reaches the child, which decides.
    // It outlives the dashboard and must not hold its output open.
    private const string Attempt =
        First
        + """
            exec </dev/null >/dev/null 2>&1
            cat /proc/$$/stat /proc/sys/kernel/random/boot_id >.work/process.tmp && mv .work/process.tmp .work/process || exit 125
            trap : TERM INT HUP
            "$@" >>.work/output 2>>.work/errors
            code=$?
            read uptime rest </proc/uptime
            echo $code $uptime >.work/exit.tmp && mv .work/exit.tmp .work/exit
            exit $code
            """;

    /// <exception cref="FileNotFoundException">The executable <c>mlops</c> was not found.</exception>
    public Process Start(ChildStart start)
    {
        var executable = locator.Find();
        var piped = start.Attempt is null;
        // setsid, nice and sh replace themselves with the next: the process id stays.
        var info = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = piped,
            RedirectStandardOutput = piped,
            RedirectStandardError = piped,
            WorkingDirectory = start.Attempt ?? Path.GetTempPath(),
        };
        if (piped)
            (info.StandardInputEncoding, info.StandardOutputEncoding, info.StandardErrorEncoding) = (new UTF8Encoding(false), Encoding.UTF8, Encoding.UTF8);
        foreach (
            var argument in (string[])
                [
                    "nice",
                    "-n",
                    options.Value.Nice.ToString(CultureInfo.InvariantCulture),
                    "sh",
                    "-c",
                    piped ? Piped : Attempt,
                    "mlops",
                    executable,
                    .. start.Arguments,
                ]
        )
            info.ArgumentList.Add(argument);
        info.Environment.Clear();
        foreach (var (name, value) in ChildEnvironment.For(options.Value, layout))
            info.Environment[name] = value;
        foreach (var (name, value) in start.Environment)
            info.Environment[name] = value;
        info.Environment[ChildEnvironment.Marker] = layout.Root;
        var process = Process.Start(info) ?? throw new InvalidOperationException("The worker process could not be started.");
        if (piped && !start.TakesInput)
            process.StandardInput.Close();
        return process;
    }
}
