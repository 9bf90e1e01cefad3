using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Host;
using MlOpsDashboard.Workers.Tests.CommandLine;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Onnx;

/// <summary>Vocabularies with odd entries keep every token's number on the way through files.</summary>
public sealed class OddVocabularyTests
{
    private static readonly string[] Specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    private static readonly string[] Odd =
    [
        "",
        " ",
        "a",
        "a b",
        "##a",
        "##",
        "a",
        "\t",
        "b\u2028",
        "\u0085",
        "\u00E9",
        "e\u0301",
        "\uFFFD",
        "",
        "b",
        "##b ",
        "[cls]",
        "\uD83D\uDE00",
        "##\uD83D\uDE00",
        "c",
    ];

    private static readonly string[] Texts =
    [
        "",
        " ",
        "a",
        "b",
        "c",
        "ab aa a\uD83D\uDE00 c",
        "a b\u2028c \u00E9 e\u0301",
        "a  b",
        "\uFEFFa",
        "##a [cls] [CLS]c",
        "a\nb\r\nc\tc d",
        "x\uFFFD \u0085 \0 c",
    ];

    public static TheoryData<string> Names => [.. Tokenizers.Keys];

    private static readonly Dictionary<string, ITokenizer> Tokenizers = new()
    {
        ["bert"] = new BertTokenizer(new Vocabulary([.. Specials, .. Odd]), lowerCase: true),
        ["bert, nothing cleaned"] = new BertTokenizer(new Vocabulary([.. Odd, .. Specials]), new BertTokenizerOptions { CleanText = false, LowerCase = false }),
        ["bert of a marked first token"] = new BertTokenizer(new Vocabulary(["\uFEFFa", .. Odd, .. Specials]), new BertTokenizerOptions { CleanText = false }),
        ["bert of a file with CRLF"] = new BertTokenizer(
            Vocabulary.Read(new MemoryStream(Encoding.UTF8.GetBytes(string.Join("\r\n", [.. Specials, .. Odd])))),
            lowerCase: true
        ),
        ["bert of tokenizer.json"] = BertTokenizer.OfTokenizerJson(TokenizerJson([.. Specials, "\n", "a\nb", "c\r", "\r", .. Odd.Distinct()])),
        ["tensorflow"] = new TensorFlowBertTokenizer(new Vocabulary([.. Specials, .. Odd]), lowerCase: true),
        ["nnlm"] = new NnlmTokenizer(new Vocabulary(Odd)),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Numbers_AreTheSame_AfterEveryFile(string name)
    {
        using var folder = new TemporaryFolder();
        var tokenizer = Tokenizers[name];
        using (NameScope.Begin())
        {
            KerasTensor[] inputs = [TextInputs.Create(TextInputs.TokenIds), TextInputs.Create(TextInputs.PaddingMask)];
            using var network = new Network(inputs, inputs, "tokens");
            KerasFile.Save(network, folder["first.keras"], tokenizer: tokenizer);
        }
        await ConvertAsync(folder["first.keras"], folder["second.keras"]);
        await ConvertAsync(folder["second.keras"], folder["beside.onnx"]);
        await ConvertAsync(folder["second.keras"], folder["inside.onnx"], "--tokenizer", "inside");

        using var second = ModelFile.Load(folder["second.keras"]);
        using var beside = OnnxCheck.Open(folder["beside.onnx"]);
        using var inside = OnnxCheck.Open(folder["inside.onnx"]);
        var stored = beside.ModelMetadata.CustomMetadataMap;
        var read = TokenizerFile.Read(JsonNode.Parse(stored["tokenizer"])!.AsObject(), stored["vocabulary"].Split('\n'));
        Assert.Equal([tokenizer.VocabularySize, tokenizer.VocabularySize], [second.Tokenizer!.VocabularySize, read.VocabularySize]);
        foreach (var text in Texts)
        {
            var expected = tokenizer.Tokenize(text).Ids;
            Assert.Equal(expected, second.Tokenizer.Tokenize(text).Ids);
            Assert.Equal(expected, read.Tokenize(text).Ids);
            using var results = inside.Run([NamedOnnxValue.CreateFromTensor("text", new DenseTensor<string>(new[] { text }, [1]))]);
            Assert.Equal(expected, results[0].AsTensor<int>().ToArray());
        }
    }

    [Fact]
    public async Task NulInAToken_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using (NameScope.Begin())
        {
            KerasTensor[] inputs = [TextInputs.Create(TextInputs.TokenIds)];
            using var network = new Network(inputs, inputs, "tokens");
            KerasFile.Save(network, folder["a.keras"], tokenizer: new NnlmTokenizer(new Vocabulary(["a", "b\0c", "d"])));
        }
        var (code, _, people) = await Commands.RunAsync("convert", "--from", folder["a.keras"], "--to", folder["a.onnx"]);
        Assert.Equal(ExitCode.Refused, code);
        Assert.Contains("Token 1 has one.", people, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["a.onnx"]));
    }

    [Fact]
    public void ALongTokenOfTokenizerJson_IsRefused_BeforeItsModelIsTrained() =>
        Assert.Contains(
            "5,000 bytes on line 6",
            Assert.Throws<RefusedException>(() => BertTokenizer.OfTokenizerJson(TokenizerJson([.. Specials, new string('b', 5000)]))).Message,
            StringComparison.Ordinal
        );

    private static async Task ConvertAsync(string from, string to, params string[] more)
    {
        var (code, _, people) = await Commands.RunAsync(["convert", "--from", from, "--to", to, .. more]);
        Assert.True(code == ExitCode.Done, people);
    }

    private static JsonObject TokenizerJson(string[] tokens)
    {
        var vocabulary = new JsonObject();
        foreach (var token in tokens)
            vocabulary[token] = vocabulary.Count;
        return new JsonObject
        {
            ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
            ["normalizer"] = new JsonObject { ["type"] = "BertNormalizer", ["lowercase"] = true },
            ["model"] = new JsonObject { ["type"] = "WordPiece", ["vocab"] = vocabulary },
        };
    }
}
