using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace MlOpsDashboard.EndToEnd;

/// <summary>The real dashboard as a process of its own, on a free loopback port, with its data in a folder of the test's.</summary>
public sealed partial class DashboardProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder log = new();

    private DashboardProcess(Process process, string storage)
    {
        this.process = process;
        Storage = storage;
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public string Storage { get; }

    public int ProcessId => process.Id;

    /// <summary>Everything it wrote so far.</summary>
    public string Log
    {
        get
        {
            lock (log)
                return log.ToString();
        }
    }

    /// <summary>What it logged as an error, each with the lines below it.</summary>
    public IReadOnlyList<string> Faults => [.. FaultEntry().Matches(Log).Select(m => m.Value)];

    /// <param name="environment"><c>Development</c> or <c>Production</c>.</param>
    /// <param name="settings">Further environment variables.</param>
    public static Task<DashboardProcess> StartAsync(
        string storage,
        CancellationToken cancellationToken,
        string environment = "Development",
        IReadOnlyDictionary<string, string>? settings = null
    ) => StartAsync(Path.Combine("src", "Dashboard"), "MlOpsDashboard.Dashboard.dll", ["--environment", environment], storage, settings, cancellationToken);

    /// <summary>Every page on sample data.</summary>
    public static Task<DashboardProcess> StartPreviewAsync(string storage, CancellationToken cancellationToken) =>
        StartAsync(Path.Combine("tests", "Dashboard.Preview"), "MlOpsDashboard.Dashboard.Preview.dll", [], storage, null, cancellationToken);

    /// <summary>Every page on sample data whose texts carry what would do harm as HTML.</summary>
    public static Task<DashboardProcess> StartWithPayloadsAsync(string storage, CancellationToken cancellationToken) =>
        StartAsync(
            Path.Combine("tests", "Dashboard.Preview"),
            "MlOpsDashboard.Dashboard.Preview.dll",
            ["--payloads", "true"],
            storage,
            null,
            cancellationToken
        );

    /// <summary>Every page on sample data, with whatever it writes below <paramref name="folder"/>.</summary>
    public static Task<DashboardProcess> StartOnSamplesAsync(string folder, CancellationToken cancellationToken) =>
        StartAsync(
            Path.Combine("tests", "Dashboard.Preview"),
            "MlOpsDashboard.Dashboard.Preview.dll",
            [],
            folder,
            new Dictionary<string, string> { ["TMPDIR"] = folder },
            cancellationToken
        );

    private static async Task<DashboardProcess> StartAsync(
        string project,
        string program,
        string[] arguments,
        string storage,
        IReadOnlyDictionary<string, string>? settings,
        CancellationToken cancellationToken
    )
    {
        var dll = Path.Combine(Repository.Root, project, "bin", Repository.Configuration, "net10.0", program);
        var start = new ProcessStartInfo("dotnet", [dll, "--urls", "http://127.0.0.1:0", .. arguments])
        {
            WorkingDirectory = Directory.CreateDirectory(storage).FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Storage__Root"] = storage;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var dashboard = new DashboardProcess(Process.Start(start)!, storage);
        await dashboard.WaitUntilListeningAsync(cancellationToken);
        return dashboard;
    }

    /// <summary>Ends it as a power cut would: SIGKILL to it and everything it started.</summary>
    public async Task KillAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        await File.WriteAllTextAsync(Path.Combine(Repository.Artifacts, $"dashboard-{process.Id}.log"), Log);
        process.Dispose();
    }

    private async Task WaitUntilListeningAsync(CancellationToken cancellationToken)
    {
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Read(string? line)
        {
            if (line is null)
                return;
            lock (log)
                log.AppendLine(line);
            if (ListeningOn().Match(line) is { Success: true } match)
                listening.TrySetResult(new(match.Groups[1].Value));
        }

        process.OutputDataReceived += (_, e) => Read(e.Data);
        process.ErrorDataReceived += (_, e) => Read(e.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) =>
            listening.TrySetException(new InvalidOperationException($"The dashboard ended with {process.ExitCode} before it listened:\n{Log}"));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Address = await listening.Task.WaitAsync(TimeSpan.FromMinutes(2), cancellationToken);
    }

    [GeneratedRegex(@"^(fail|crit):.*(\n      .*)*", RegexOptions.Multiline)]
    private static partial Regex FaultEntry();

    [GeneratedRegex(@"Now listening on:? ""?(http://[^""\s]+)")]
    private static partial Regex ListeningOn();
}
