using System.Diagnostics;
using MlOpsDashboard.Workers.Jobs.Children;

namespace MlOpsDashboard.Faults;

/// <summary>The victim as its tests hold it.</summary>
internal sealed class VictimProcess : IAsyncDisposable
{
    private const int SigCont = 18,
        SigStop = 19;

    private readonly Process process;

    private VictimProcess(Process process) => this.process = process;

    /// <param name="environment">Further variables.</param>
    public static VictimProcess Start(string root, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [root])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { [Program.ChildVariable] = nameof(Victim) },
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <returns>False where it was killed before it was ready.</returns>
    public async Task<bool> IsReadyAsync() => await process.StandardOutput.ReadLineAsync() == "ready";

    /// <returns>The answer's words, or null where it was killed before it answered.</returns>
    public async Task<string[]?> AskAsync(params string[] words)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(string.Join('\t', words));
            await process.StandardInput.FlushAsync();
            return (await process.StandardOutput.ReadLineAsync())?.Split('\t');
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Kill() => process.Kill();

    /// <summary>It does nothing for a while, and does not know that it did nothing.</summary>
    public async Task FreezeAsync(TimeSpan time)
    {
        if (!Posix.Kill(process.Id, SigStop))
            return;
        await Task.Delay(time);
        Posix.Kill(process.Id, SigCont);
    }

    /// <summary>An orderly end.</summary>
    public async Task EndAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The victim ended with {process.ExitCode}.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
