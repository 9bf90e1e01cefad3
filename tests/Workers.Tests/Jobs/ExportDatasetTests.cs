using MediatR;
using MlOpsDashboard.Core.Datasets;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>Dataset versions as archives, by a child.</summary>
public sealed class ExportDatasetTests
{
    private const string Script = """
        echo $verb >> "$home/verbs"
        cat "$data" > "$out"
        """;

    [Fact]
    public async Task Export_IsMadeOfTheManifest_EachTimeInAFileOfItsOwn()
    {
        await using var bench = await WorkBench.CreateAsync(Script);
        var dataset = await JobHost.AddDatasetAsync(bench.Layout, bench.Get<IDatasetStore>(), "pets", 10);
        var manifest = (await bench.Get<IDatasetStore>().GetVersionAsync(dataset.Version, TestContext.Current.CancellationToken))!.ManifestFile;
        var first = await bench.Get<IMediator>().Send(new ExportDataset(dataset.Version, "coco"), TestContext.Current.CancellationToken);
        var second = await bench.Get<IMediator>().Send(new ExportDataset(dataset.Version, "coco"), TestContext.Current.CancellationToken);
        Assert.Equal(
            await File.ReadAllBytesAsync(manifest, TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(first.Value!, TestContext.Current.CancellationToken)
        );
        Assert.NotEqual(first.Value, second.Value);
        Assert.StartsWith(bench.Layout.Scratch, first.Value, StringComparison.Ordinal);
        Assert.Equal(["export", "export"], await File.ReadAllLinesAsync(Path.Combine(bench.Root, "verbs"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Export_WhichTheChildRefuses_SaysItsSentence()
    {
        await using var bench = await WorkBench.CreateAsync("echo 'Expected boxes. Received classes.' >&2; exit 2");
        var dataset = await JobHost.AddDatasetAsync(bench.Layout, bench.Get<IDatasetStore>(), "pets", 10);
        var refused = await bench.Get<IMediator>().Send(new ExportDataset(dataset.Version, "coco"), TestContext.Current.CancellationToken);
        Assert.Equal("Expected boxes. Received classes.", refused.Refusal);
    }
}
