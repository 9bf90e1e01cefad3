using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace MlOpsDashboard.Workers.Engine.Execution;

/// <summary>
/// Where the time from the start of the process goes, for those who ask: with <c>MLOPS_TIMES=1</c> in the environment each mark becomes a line
/// <c>time SECONDS cpu SECONDS jit SECONDS what</c>, counted from the start of the process: by the clock, of the processors, and spent on compiling. Costs a
/// comparison elsewhere.
/// </summary>
public static class StartTimes
{
    private static Action<string>? _say;

    /// <summary>Begins to tell, if the environment asks for it.</summary>
    /// <param name="say">Takes a line.</param>
    public static void Listen(Action<string> say) => _say = Environment.GetEnvironmentVariable("MLOPS_TIMES") == "1" ? say : null;

    /// <summary>Tells how long it took to come to here.</summary>
    /// <param name="what">What has just been done.</param>
    public static void Mark(string what)
    {
        if (_say is not { } say)
        {
            return;
        }
        using var process = Process.GetCurrentProcess();
        var wall = (TimeProvider.System.GetLocalNow().DateTime - process.StartTime).TotalSeconds;
        say(
            string.Create(
                CultureInfo.InvariantCulture,
                $"time {wall:0.000} cpu {process.TotalProcessorTime.TotalSeconds:0.000} jit {JitInfo.GetCompilationTime().TotalSeconds:0.000} {what}"
            )
        );
    }
}
