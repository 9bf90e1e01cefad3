using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Host.Output;
using MlOpsDashboard.Workers.Tests.Import;
using MlOpsDashboard.Workers.Tests.Jobs;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

/// <summary><c>mlops verify</c> on the folder of a dashboard that is at work.</summary>
public sealed class VerifyVerbTests : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("verify-").FullName;
    private JobHost host = default!;
    private DatasetManifest manifest = default!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await JobHost.StartAsync(root, StubHost.Write(root, "exit 1"));
        var zip = ImportBench.Good().Save(Path.Combine(root, "data.zip"));
        var (code, output, people) = await Commands.RunAsync("import", "--from", zip, "--store", host.Layout.Root, "--json");
        Assert.True(code == ExitCode.Done, people);
        var finished = (ImportFinished)JsonSerializer.Deserialize<ImportEvent>(output, ImportEvent.Json)!;
        var import = await host.Get<IDatasetStore>().CreateImportAsync(ProjectId.Default, "pets", new SampleSource("x"), Caller.LocalOwner, Cancelled);
        var version = (await host.Get<IDatasetStore>().CompleteImportAsync(import.Value, new(finished.ManifestFile!, finished.Report, null), Cancelled)).Value!;
        manifest = (await host.Get<IDatasetStore>().ReadManifestAsync(version.Version, Cancelled))!;
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task Verify_OfAWholeFolder_EndsWith0()
    {
        var (code, output, people) = await Commands.RunAsync("verify", "--data", host.Layout.Root);
        Assert.Equal((ExitCode.Done, ""), (code, output));
        Assert.EndsWith("all as they were stored.\n", people, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_WhereSomethingDiffers_NamesItALineEach_AndEndsWith2()
    {
        var (flipped, gone) = (manifest.Entries[0].Sha256, manifest.Entries[1].Sha256);
        Flip(host.Layout.Blob(flipped));
        File.Delete(host.Layout.Blob(gone));
        var (code, output, people) = await Commands.RunAsync("verify", "--data", host.Layout.Root);
        Assert.Equal(ExitCode.Refused, code);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains($"picture {gone}: expected {gone}, received missing", lines);
        Assert.EndsWith("2 differ.\n", people, StringComparison.Ordinal);

        (code, output, _) = await Commands.RunAsync("verify", "--data", host.Layout.Root, "--json");
        Assert.Equal(ExitCode.Refused, code);
        using var document = JsonDocument.Parse(output);
        Assert.Equal(["pictures", "artifacts", "manifests", "files", "activity", "differences"], document.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal(manifest.Entries.Select(e => e.Sha256).Distinct().Count(), document.RootElement.GetProperty("pictures").GetInt32());
        Assert.All(
            document.RootElement.GetProperty("differences").EnumerateArray(),
            d => Assert.Equal(["kind", "name", "expected", "received"], d.EnumerateObject().Select(p => p.Name))
        );
    }

    [Fact]
    public async Task Verify_OfSomethingElse_IsRefusedByASentence()
    {
        var (code, output, people) = await Commands.RunAsync("verify", "--data", root);
        Assert.Equal((ExitCode.Refused, "", $"Expected a dashboard's data folder, which holds mlops.db; received {root}.\n"), (code, output, people));
    }

    [Fact]
    public async Task Verify_WhenStopped_EndsWith3()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var people = new StringWriter();
        Assert.Equal(
            ExitCode.Cancelled,
            await HostCommand.RunAsync(["verify", "--data", host.Layout.Root], new HostOutput(TextWriter.Null, people, TextReader.Null), stop.Token)
        );
    }

    [Fact]
    public async Task Import_OfTheSamePicturesAgain_MendsWhatWasDamaged()
    {
        var (picture, thumb) = (manifest.Entries[0].Sha256, host.Layout.Thumb(manifest.Entries[1].Sha256));
        var (before, file) = (await File.ReadAllBytesAsync(thumb, Cancelled), host.Layout.Manifest(manifest.Hash));
        Flip(host.Layout.Blob(picture));
        Flip(thumb);
        File.Delete(host.Layout.Blob(manifest.Entries[2].Sha256));
        await File.WriteAllTextAsync(file, "{", Cancelled);
        Assert.Equal(ExitCode.Refused, (await Commands.RunAsync("verify", "--data", host.Layout.Root)).Code);

        Assert.Equal(ExitCode.Done, (await Commands.RunAsync("import", "--from", Path.Combine(root, "data.zip"), "--store", host.Layout.Root)).Code);
        Assert.Equal(ExitCode.Done, (await Commands.RunAsync("verify", "--data", host.Layout.Root)).Code);
        Assert.Equal(before, await File.ReadAllBytesAsync(thumb, Cancelled));
    }

    private static void Flip(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
