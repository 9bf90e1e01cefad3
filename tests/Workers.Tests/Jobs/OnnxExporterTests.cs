using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Jobs.Exports;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

/// <summary>Stored models as ONNX, by a child.</summary>
public sealed class OnnxExporterTests
{
    private const string Script = """
        echo "start $tokenizer" >> "$(dirname $0)/starts"
        if [ "$(cat $from)" = text ]; then echo "Layer 'words' (InputLayer) expects numbers to be written as ONNX. Received string." >&2; exit 2; fi
        cat "$from" "$(dirname $from)/preprocessing.json" > "$to"
        """;

    [Fact]
    public async Task Export_WhenAskedTwice_ConvertsOnceWithItsPreprocessing()
    {
        await using var bench = await WorkBench.CreateAsync(Script);
        var exporter = bench.Get<OnnxExporter>();
        var artifact = await StoreAsync(bench, "model");

        var first = await exporter.ExportAsync(
            new("words.version", ("model", "cats"), ("version", "1")),
            artifact,
            "{\"a\":1}",
            tokenizerInside: false,
            TestContext.Current.CancellationToken
        );
        var second = await exporter.ExportAsync(
            new("words.version", ("model", "cats"), ("version", "1")),
            artifact,
            "{\"a\":1}",
            tokenizerInside: false,
            TestContext.Current.CancellationToken
        );

        Assert.Equal("model{\"a\":1}", await File.ReadAllTextAsync(first.Value!, TestContext.Current.CancellationToken));
        Assert.Equal(first.Value, second.Value);
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(bench.Root, "starts"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Export_WithTheTokenizerInside_IsAnotherFile()
    {
        await using var bench = await WorkBench.CreateAsync(Script);
        var exporter = bench.Get<OnnxExporter>();
        var artifact = await StoreAsync(bench, "model");
        var files = new List<string>();
        foreach (var inside in (bool[])[false, true])
        {
            var made = await exporter.ExportAsync(
                new("words.version", ("model", "sms"), ("version", "1")),
                artifact,
                "{}",
                inside,
                TestContext.Current.CancellationToken
            );
            files.Add(Path.GetFileName(made.Value!));
        }
        Assert.Equal(["model.onnx", "model.text.onnx"], files);
        var starts = await File.ReadAllLinesAsync(Path.Combine(bench.Root, "starts"), TestContext.Current.CancellationToken);
        Assert.Equal(["start ", "start inside"], starts);
    }

    [Fact]
    public async Task Export_OfWhatHasNoMeaning_SaysTheChildsSentence()
    {
        await using var bench = await WorkBench.CreateAsync(Script);
        var exporter = bench.Get<OnnxExporter>();
        var refused = await exporter.ExportAsync(
            new("words.version", ("model", "words"), ("version", "1")),
            await StoreAsync(bench, "text"),
            "{}",
            tokenizerInside: false,
            TestContext.Current.CancellationToken
        );
        Assert.Equal("Layer 'words' (InputLayer) expects numbers to be written as ONNX. Received string.", refused.Refusal);
    }

    [Fact]
    public async Task Export_OfAMissingArtifact_IsRefused()
    {
        await using var bench = await WorkBench.CreateAsync(Script);
        var exporter = bench.Get<OnnxExporter>();
        Assert.Contains(
            "missing",
            (
                await exporter.ExportAsync(
                    new("words.version", ("model", "gone"), ("version", "1")),
                    new string('0', 64),
                    "{}",
                    tokenizerInside: false,
                    TestContext.Current.CancellationToken
                )
            ).Refusal,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Export_OfADamagedArtifact_IsRefused_AsItsDownloadIs()
    {
        await using var bench = await WorkBench.CreateAsync(Script);
        var artifact = await StoreAsync(bench, "model");
        await File.WriteAllTextAsync(
            (await bench.Get<IArtifactStore>().LocalPathAsync(artifact, TestContext.Current.CancellationToken))!,
            "modem",
            TestContext.Current.CancellationToken
        );
        var refused = await bench
            .Get<OnnxExporter>()
            .ExportAsync(
                new("words.version", ("model", "cats"), ("version", "1")),
                artifact,
                "{}",
                tokenizerInside: false,
                TestContext.Current.CancellationToken
            );
        Assert.Equal("storage.artifact.damaged", refused.Reason?.Code);
    }

    private static Task<string> StoreAsync(WorkBench bench, string model) =>
        bench.Get<IArtifactStore>().PutAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(model)), CancellationToken.None);
}
