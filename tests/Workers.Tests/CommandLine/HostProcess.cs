using System.Diagnostics;
using System.Runtime.InteropServices;
using MlOpsDashboard.Workers.Host;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

/// <summary><c>mlops</c> in a process of its own, to be signalled and watched. Disposing it ends it.</summary>
internal sealed partial class HostProcess : IDisposable
{
    public const int Interrupt = 2;
    public const int Terminate = 15;
    public const int Kill = 9;

    private readonly Process process;
    private readonly Task<string> people;

    public HostProcess(IEnumerable<string> arguments, params (string Name, string Value)[] environment)
        : this("dotnet", [typeof(HostCommand).Assembly.Location, .. arguments], environment) { }

    /// <summary>Under another program, which gets <c>dotnet mlops.dll ...</c> behind its own arguments.</summary>
    public HostProcess(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.Remove(Program.ChildVariable);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        process = Process.Start(start)!;
        people = process.StandardError.ReadToEndAsync();
    }

    public static IReadOnlyList<string> Command => ["dotnet", typeof(HostCommand).Assembly.Location];

    public int Id => process.Id;

    public StreamReader Output => process.StandardOutput;

    public void Signal(int signal)
    {
        if (!process.HasExited)
        {
            _ = Send(process.Id, signal);
        }
    }

    /// <summary>Its exit code, and what it said to people.</summary>
    public async Task<(int Code, string People)> EndAsync(CancellationToken stop)
    {
        var rest = process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        await rest;
        return (process.ExitCode, await people);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }
        process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
