using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Texts;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

public sealed class PredictTextsTests
{
    private static readonly string Model = Repository.Golden("text", "bert-tiny");

    [Fact]
    public async Task Texts_OfAFile_GiveTheGoldenOutputs()
    {
        using var scope = NewDisposeScope();
        var folder = TestFolder.Create();
        var json = GoldenTokens.Json("bert-outputs.json");
        var cases = GoldenTokens.Json("bert-tokens.json")["cases"]!.AsArray();
        var rows = GoldenTokens.Cases(json);
        // A line each, and none that the golden numbers cut at 64 tokens.
        int[] lines =
        [
            .. Enumerable
                .Range(0, rows.Length)
                .Where(row => Text(rows[row]).AsSpan().IndexOfAny('\r', '\n') < 0 && cases[rows[row]]!["tokens"]!.AsArray().Count < 64),
        ];
        Assert.NotEmpty(lines);
        var input = Path.Combine(folder, "texts.txt");
        await File.WriteAllLinesAsync(input, lines.Select(row => Text(rows[row])), TestContext.Current.CancellationToken);
        var (pooled, sequence) = (Path.Combine(folder, "pooled.npy"), Path.Combine(folder, "sequence.npy"));
        Assert.Equal(ExitCode.Done, (await Commands.RunAsync("predict", "--model", Model, "--input", input, "--layer", "pooled", "--output", pooled)).Code);
        Assert.Equal(ExitCode.Done, (await Commands.RunAsync("predict", "--model", Model, "--input", input, "--layer", "sequence", "--output", sequence)).Code);
        var expected = tensor(GoldenData.Floats(json["masked"]!["pooler_output"]!["data"]), [rows.Length, 64]);
        var received = NpyFile.Read(pooled);
        Assert.Equal([lines.Length, 64], received.shape);
        Assert.InRange((expected.index_select(0, tensor(lines.Select(line => (long)line).ToArray())) - received).abs().max().item<float>(), 0, 1e-5);

        var states = NpyFile.Read(sequence);
        Assert.Equal([lines.Length, lines.Max(row => cases[rows[row]]!["tokens"]!.AsArray().Count), 64], states.shape);
        foreach (var (row, line) in lines.Select((row, line) => (row, line)))
        {
            var first = GoldenData.Floats(json["masked"]!["last_hidden_state"]!["rows"]![row]!["first8_of_first3_tokens"]);
            var values = GoldenData.Values(states[line].narrow(0, 0, 3).narrow(1, 0, 8));
            Assert.InRange(first.Take(8).Zip(values, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-5);
        }

        string Text(int index) => cases[index]!["text"]!.GetValue<string>();
    }
}
