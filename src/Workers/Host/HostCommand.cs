using System.CommandLine;
using System.Runtime.InteropServices;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Work;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Host.Output;
using MlOpsDashboard.Workers.Host.Verbs;

namespace MlOpsDashboard.Workers.Host;

/// <summary>The command line: verbs, and one place where what happened becomes an exit code.</summary>
public static class HostCommand
{
    // What a library is in the midst of (a file that does not answer, a model being read) has no place to stop.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // A child's words are read by the dashboard, which says them in its readers' languages.
    private static string LanguageOf(string[] arguments) => IsChild ? UserLanguage.English : Verb.LanguageOf(arguments);

    private static bool IsChild => Environment.GetEnvironmentVariable(WorkProcess.FolderVariable) is not null;

    /// <summary>
    /// Runs one command. SIGTERM and SIGINT ask it to stop at its next safe place. One that finds none ends some seconds later where it is: files are whole or
    /// not there at any moment.
    /// A run is left the time to write its checkpoint and to judge its best epoch; asked twice, it leaves the judging to the next start.
    /// </summary>
    public static async Task<int> RunAsync(string[] arguments, HostOutput output)
    {
        using var stop = new CancellationTokenSource();
        using var end = new Timer(_ =>
        {
            output.Say(UserLanguage.In(LanguageOf(arguments), () => CommandTexts.Of("cancelled")));
            UnfinishedFile.DeleteAll();
            NativeRuntime.End(ExitCode.Cancelled);
        });
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
            if (arguments is not ["train", ..])
            {
                end.Change(Patience, Timeout.InfiniteTimeSpan);
            }
        }
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        return await RunAsync(arguments, output, stop.Token);
    }

    public static async Task<int> RunAsync(string[] arguments, HostOutput output, CancellationToken stop)
    {
        // Before anything is described.
        UserLanguage.Speak(LanguageOf(arguments));
        var root = new RootCommand(CommandTexts.Of("root"));
        foreach (var verb in VerbCatalog.All)
        {
            root.Subcommands.Add(verb(output));
        }
        var threadCount = Verb.Threads();
        root.Options.Add(threadCount);
        root.Options.Add(Verb.Language());
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            output.Say(CommandTexts.Of("usage", string.Join(' ', parsed.Errors[0].Message.Split(Array.Empty<char>(), StringSplitOptions.RemoveEmptyEntries))));
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
            using var threads = ProcessThreads.Use(parsed.GetValue(threadCount));
            var code = await parsed.InvokeAsync(configuration, stop);
            await output.Result.FlushAsync(CancellationToken.None);
            return code;
        }
        catch (RefusedException refused)
        {
            output.Say(refused.Reason.Sentence);
            if (IsChild)
            {
                output.Say(PrintedRefusal.Write(refused.Reason));
            }
            return ExitCode.Refused;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            output.Say(CommandTexts.Of("cancelled"));
            return ExitCode.Cancelled;
        }
        // A place that may not be written, a disk that fails. A dashboard tries again what it started.
        catch (Exception fault) when (!IsChild && fault is IOException or UnauthorizedAccessException && !DiskFull.Is(fault))
        {
            output.Say(CommandTexts.Of("unreadable", fault.Message));
            return ExitCode.Refused;
        }
        catch (Exception fault) when (TorchFault.IsOfMemory(fault))
        {
            output.Say(CommandTexts.Of("memory", TorchFault.Sentence(fault)));
            return IsChild ? ExitCode.Fault : ExitCode.Refused;
        }
        catch (Exception fault)
        {
            var full = DiskFull.Reason(fault);
            output.Say(full?.Sentence ?? fault.ToString());
            // A dashboard waits for space; what it starts may have no room left to say why it ended.
            return full is null ? ExitCode.Fault
                : IsChild ? ExitCode.DiskFull
                : ExitCode.Refused;
        }
    }
}
