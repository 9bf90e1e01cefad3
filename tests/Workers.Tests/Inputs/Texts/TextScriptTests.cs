using System.Text;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Training.Python;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Engine.Texts.Networks;
using MlOpsDashboard.Workers.Tests.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Inputs.Texts;

/// <summary>A script for Python Keras that learns from texts, run on a stand-in for Keras (<c>text_script.py</c>): its tokens, its split and its batches against the
/// engine's.</summary>
public sealed class TextScriptTests : IDisposable
{
    private const int Fewest = 40;

    private static readonly string[] More =
    [
        "\uFF21\u3000\u00C9 stra\u00DFe \uFB01n\u00AD\uFF0C",
        "\uD55C\uAD6D\uC5B4 \u4E2D\u6587\u5B57 ab1 2x",
        "a\u0301\u0327 \u0130I\u0307 \u1E9E \u03A3\u03C2",
        " tab\there\u2028and  there \u00A0",
        "\u0958\u0344\u1FB3 \uD840\uDFB7\uD83D\uDC68\u200D\uD83D\uDC69\uFE0F",
        "don't-stop [MASK] $5 <b>x</b> \u2014 \u300C\u5F15\u300D",
        new string('z', 101),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("text-script-");

    // Hugging Face's goes through the library tokenizers, which no machine that tests this has.
    public static TheoryData<string> Kinds => [.. TokenizerFileTests.All.Keys.Where(kind => kind != BertTokenizer.KindName)];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void NGrams_AreTheEngines()
    {
        Compare("\"name\": \"NGrams\"", new NGramTokenizer(), null);
        Compare("\"name\": \"NGrams\"", new NGramTokenizer(), 7);
        Assert.Equal(new NGramTokenizer().ToJson().ToJsonString(), Kept().ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TokensOfAFile_AreTheEngines(string kind)
    {
        var tokenizer = TokenizerFileTests.All[kind];
        using (var network = BagOfWords.Build(tokenizer.VocabularySize, 4, "bag"))
        {
            network.Initialize(1);
            KerasFile.Save(network, Path.Combine(_folder.FullName, "mine.keras"), tokenizer: tokenizer);
        }
        File.WriteAllText(Path.Combine(_folder.FullName, "kind.txt"), kind);
        Compare("\"file\": \"mine.keras\"", tokenizer, null);
        Compare("\"file\": \"mine.keras\"", tokenizer, 9);
        Assert.Equal(tokenizer.ToJson().ToJsonString(), Kept().ToJsonString());
    }

    [Fact]
    public void AStratifiedSplit_IsTheEngines()
    {
        var (made, _) = Run(
            "\"name\": \"NGrams\"",
            ", \"stratified\": true, \"validationSplit\": 0.3",
            "\"labelSmoothing\": 0.1, \"classWeight\": \"balanced\""
        );
        var labels = Texts().Select((_, i) => Label(i) == "no" ? 0 : 1).ToArray();
        var split = ValidationSplit.Of([.. labels.Select(_ => (string?)null)], 0.3, 42, strata: new Strata(labels, ["no", "yes"]));
        Assert.Equal(split.Training, Numbers(made["training"]));
        Assert.Equal(split.Validation, Numbers(made["held"]));
    }

    private void Compare(string backbone, ITokenizer tokenizer, int? maxLength)
    {
        var (made, texts) = Run(backbone, maxLength is null ? "" : $", \"maxLength\": {maxLength}");
        for (var i = 0; i < texts.Count; i++)
        {
            Assert.Equal(tokenizer.Tokenize(texts[i], maxLength: maxLength).Ids, Numbers(made["ids"]![i]));
        }
        var split = ValidationSplit.Of([.. texts.Select(_ => (string?)null)], 0.2, 42);
        Assert.Equal(split.Training, Numbers(made["training"]));
        Assert.Equal(split.Validation, Numbers(made["held"]));
        // Each epoch has every training text once, with its own label.
        string Row(int i) => $"{made["ids"]![i]!.ToJsonString()} {(Label(i) == "no" ? 0 : 1)}";
        string[] Rows(JsonNode? batches) =>
            [
                .. batches!
                    .AsArray()
                    .SelectMany(batch => batch!["ids"]!.AsArray().Zip(batch["targets"]!.AsArray(), (ids, target) => $"{ids!.ToJsonString()} {target}")),
            ];
        Assert.Equal(2, made["epochs"]!.AsArray().Count);
        Assert.All(
            made["epochs"]!.AsArray(),
            epoch => Assert.Equal(split.Training.Select(Row).Order(StringComparer.Ordinal), Rows(epoch).Order(StringComparer.Ordinal))
        );
        Assert.Equal(split.Validation.Select(Row), Rows(made["validation"]));
    }

    // What the script wrote beside its model.
    private JsonObject Kept()
    {
        using var zip = System.IO.Compression.ZipFile.OpenRead(Path.Combine(_folder.FullName, "last.keras"));
        using var stream = zip.Entries.Last(entry => entry.FullName == TokenizerFile.Description).Open();
        return JsonNode.Parse(stream)!.AsObject();
    }

    private static string Label(int row) => row % 3 == 0 ? "yes" : "no";

    private static List<string> Texts() =>
        [.. GoldenTexts.Json("bert-tokens.json")["cases"]!.AsArray().Select(row => (string)row!["text"]!).Where(text => !text.Contains('\0')), .. More];

    private (JsonObject Made, IReadOnlyList<string> Texts) Run(string backbone, string data, string loss = "\"labelSmoothing\": 0")
    {
        Assert.SkipWhen(SystemPython.Run("-c", "import numpy").Code != 0, "There is no python3 with NumPy here to run the script.");
        var texts = Texts();
        Assert.InRange(texts.Count, Fewest, int.MaxValue);
        var table = new StringBuilder("text,label\n");
        for (var i = 0; i < texts.Count; i++)
        {
            table.Append('"').Append(texts[i].Replace("\"", "\"\"", StringComparison.Ordinal)).Append("\",").Append(Label(i)).Append('\n');
        }
        File.WriteAllText(Path.Combine(_folder.FullName, "TABLE.csv"), table.ToString());
        if (!File.Exists(Path.Combine(_folder.FullName, "kind.txt")))
        {
            File.WriteAllText(Path.Combine(_folder.FullName, "kind.txt"), "");
        }
        var spec = TrainingSpecJson
            .Parse(
                $$"""
                { "task": "text-classification", "backbone": { {{backbone}} }, "data": { "batchSize": 4, "seed": 42{{data}} }, "loss": { {{loss}} },
                  "head": { "dropout": 0 }, "stages": [{ "unfreeze": "all", "epochs": 2 }], "callbacks": [] }
                """
            )
            .Value!;
        var script = Path.Combine(_folder.FullName, "script.py");
        File.WriteAllText(script, KerasScript.Write(spec));
        var (code, output, faults) = SystemPython.Run(
            Path.Combine(Repository.Root, "tests", "Workers.Tests", "Inputs", "Texts", "text_script.py"),
            script,
            _folder.FullName
        );
        Assert.True(code == 0, faults);
        return (JsonNode.Parse(output)!.AsObject(), texts);
    }

    private static int[] Numbers(JsonNode? list) => list.Ints();
}
