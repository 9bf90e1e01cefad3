using System.CommandLine;
using System.Runtime.InteropServices;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Host.Output;
using MlOpsDashboard.Workers.Host.Verbs;

namespace MlOpsDashboard.Workers.Host;

/// <summary>The command line: verbs, and one place where what happened becomes an exit code.</summary>
public static class HostCommand
{
    /// <summary>Runs one command. SIGTERM and SIGINT ask it to stop at its next safe place.</summary>
    public static async Task<int> RunAsync(string[] arguments, HostOutput output)
    {
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        return await RunAsync(arguments, output, stop.Token);
    }

    public static async Task<int> RunAsync(string[] arguments, HostOutput output, CancellationToken stop)
    {
        var root = new RootCommand("Trains, judges, converts and serves Keras networks on libtorch.");
        foreach (var verb in VerbCatalog.All)
        {
            root.Subcommands.Add(verb(output));
        }
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            output.Say($"{parsed.Errors[0].Message} See: mlops --help.");
            return ExitCode.Refused;
        }
        var configuration = new InvocationConfiguration
        {
            Output = output.Result,
            Error = output.People,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(configuration, stop);
        }
        catch (RefusedException refused)
        {
            output.Say(refused.Message);
            return ExitCode.Refused;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            output.Say("Cancelled.");
            return ExitCode.Cancelled;
        }
        catch (Exception fault)
        {
            output.Say(fault.ToString());
            return ExitCode.Fault;
        }
        finally
        {
            await output.Result.FlushAsync(CancellationToken.None);
        }
    }
}
