using MlOpsDashboard.Workers.Jobs.Children;
using MlOpsDashboard.Workers.Jobs.Exports;
using MlOpsDashboard.Workers.Jobs.Predictions;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>Stored models as ONNX, by a child.</summary>
public sealed class OnnxExporterTests
{
    private const string Script = """
        echo started >> "$(dirname $0)/starts"
        if [ "$(cat $from)" = text ]; then echo "Layer 'words' (InputLayer) expects numbers to be written as ONNX. Received string." >&2; exit 2; fi
        cat "$from" "$(dirname $from)/preprocessing.json" > "$to"
        """;

    [Fact]
    public async Task Export_WhenAskedTwice_ConvertsOnceWithItsPreprocessing()
    {
        using var bench = new JobBench(Script);
        using var exporter = Exporter(bench);
        var artifact = await StoreAsync(bench, "model");

        var first = await exporter.ExportAsync("cats v1", artifact, "{\"a\":1}", TestContext.Current.CancellationToken);
        var second = await exporter.ExportAsync("cats v1", artifact, "{\"a\":1}", TestContext.Current.CancellationToken);

        Assert.Equal("model{\"a\":1}", await File.ReadAllTextAsync(first.Value!, TestContext.Current.CancellationToken));
        Assert.Equal(first.Value, second.Value);
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(bench.Root, "starts"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Export_OfWhatHasNoMeaning_SaysTheChildsSentence()
    {
        using var bench = new JobBench(Script);
        using var exporter = Exporter(bench);
        var refused = await exporter.ExportAsync("words v1", await StoreAsync(bench, "text"), "{}", TestContext.Current.CancellationToken);
        Assert.Equal("Layer 'words' (InputLayer) expects numbers to be written as ONNX. Received string.", refused.Refusal);
    }

    [Fact]
    public async Task Export_OfAMissingArtifact_IsRefused()
    {
        using var bench = new JobBench(Script);
        using var exporter = Exporter(bench);
        Assert.Contains("missing", (await exporter.ExportAsync("gone v1", new string('0', 64), "{}", TestContext.Current.CancellationToken)).Refusal, StringComparison.Ordinal);
    }

    private static OnnxExporter Exporter(JobBench bench) => new(new ModelFolders(bench.Artifacts, bench.Layout), new ChildCommand(bench.Launcher));

    private static Task<string> StoreAsync(JobBench bench, string model) => bench.Artifacts.PutAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(model)), CancellationToken.None);
}
