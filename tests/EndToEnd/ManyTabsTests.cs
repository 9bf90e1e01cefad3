using System.Globalization;
using MlOpsDashboard.Benchmarks.Dashboard;
using Xunit;

namespace MlOpsDashboard.EndToEnd;

/// <summary>Pages that ask a worker for something, opened thirty times over: few children answer them, and none is left when they are closed.</summary>
public sealed class ManyTabsTests : IDisposable
{
    private const int Tabs = 30;

    // Setting Workers:ConcurrentCalls, as it is unless somebody sets it.
    private const int ConcurrentCalls = 2;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mlops-tabs-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Started => Path.Combine(folder.FullName, "started");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Tabs_OnBackbonesPages_StartFewChildren_WhichEndWithThem()
    {
        await using var dashboard = await StartAsync();
        using var http = new HttpClient { BaseAddress = dashboard.Address };

        var same = await OpenAsync(http, _ => "/backbones/EfficientNetB0");
        await EventuallyAsync(() => Children().Count > 0);
        Assert.Single(Children());
        await same[0].DisposeAsync();
        Assert.True(IsAlive(Children().Single()));
        await CloseAsync(same.Skip(1));
        await EventuallyAsync(() => !IsAlive(Children().Single()));

        var names = new[]
        {
            "EfficientNetB1",
            "EfficientNetB2",
            "EfficientNetB3",
            "EfficientNetB4",
            "EfficientNetB5",
            "ResNet50",
            "ResNet101",
            "VGG16",
            "VGG19",
            "Xception",
        };
        var others = await OpenAsync(http, i => $"/backbones/{names[i % names.Length]}");
        await EventuallyAsync(() => Children().Count(IsAlive) == ConcurrentCalls);
        Assert.Equal(1 + ConcurrentCalls, Children().Count);
        // While they close, what waits for a tab that is still open takes the places that become free.
        await CloseAsync(others);
        await EventuallyAsync(() => !Children().Any(IsAlive));
        Assert.True(dashboard.Faults.Count == 0, string.Join("\n", dashboard.Faults));
    }

    // In the place of mlops: says that it began, and never answers.
    private async Task<DashboardProcess> StartAsync()
    {
        var stub = Path.Combine(folder.FullName, "mlops");
        await File.WriteAllTextAsync(stub, "#!/bin/sh\ncase \"$1\" in inspect) echo $$ >>\"$MLOPS_TEST_STARTED\";; esac\nexec sleep 3600\n", Cancel);
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("The stub is a shell script.");
        File.SetUnixFileMode(stub, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return await DashboardProcess.StartAsync(
            Path.Combine(folder.FullName, "data"),
            Cancel,
            settings: new Dictionary<string, string> { ["Workers__HostPath"] = stub, ["MLOPS_TEST_STARTED"] = Started }
        );
    }

    private static async Task<IReadOnlyList<BlazorCircuit>> OpenAsync(HttpClient http, Func<int, string> path)
    {
        var tabs = new List<BlazorCircuit>();
        for (var i = 0; i < Tabs; i++)
            tabs.Add(await BlazorCircuit.OpenAsync(http, path(i)));
        await EventuallyAsync(() => tabs.TrueForAll(t => t.Asked.Contains("mlops.listenForKeys")));
        Assert.All(tabs, tab => Assert.Null(tab.Fault));
        return tabs;
    }

    private static async Task CloseAsync(IEnumerable<BlazorCircuit> tabs)
    {
        foreach (var tab in tabs)
            await tab.DisposeAsync();
    }

    private IReadOnlyList<int> Children() =>
        File.Exists(Started) ? [.. File.ReadAllLines(Started).Select(l => int.Parse(l, CultureInfo.InvariantCulture))] : [];

    private static bool IsAlive(int process) =>
        File.Exists($"/proc/{process}/stat") && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);

    private static async Task EventuallyAsync(Func<bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!holds())
            await Task.Delay(50, limit.Token);
    }
}
