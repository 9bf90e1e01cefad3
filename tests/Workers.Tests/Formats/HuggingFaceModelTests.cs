using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.SafeTensors;
using MlOpsDashboard.Workers.Tests.Texts;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Formats;

/// <summary>Models as Hugging Face publishes them: every architecture's names, every way they lie on a disk, and what is refused.</summary>
public sealed class HuggingFaceModelTests
{
    private const string Sizes = """
        "vocab_size": 7, "max_position_embeddings": 5, "initializer_range": 0.02
        """;

    [Theory]
    [InlineData("bert")]
    [InlineData("bert.")]
    [InlineData("distilbert")]
    [InlineData("electra")]
    public void Load_TakesEveryTensorByItsName(string kind)
    {
        using var scope = NewDisposeScope();
        var folder = Forge(kind);
        using var model = ModelFile.Load(folder);
        var distil = kind == "distilbert";
        Assert.Equal(
            distil ? [TextInputs.TokenIds, TextInputs.PaddingMask] : [TextInputs.TokenIds, TextInputs.PaddingMask, TextInputs.SegmentIds],
            Names(model)
        );
        Assert.Equal(kind.StartsWith("bert", StringComparison.Ordinal) ? 2 : 1, model.Network.Outputs.Count);

        // Every number of the file differs from every other, so a weight that took another's tensor, or took it untransposed, shows.
        var query = model.Network.Weights.Single(weight => weight.Path == "transformer_layer_1_self_attention/query/kernel");
        var expected = Value(kind, distil ? "transformer.layer.1.attention.q_lin.weight" : "encoder.layer.1.attention.self.query.weight");
        Assert.Equal(expected[1 * 4 + 2], query.Value[2, 0, 1].item<float>());
        var output = model.Network.Weights.Single(weight => weight.Path == "transformer_layer_0_feedforward_output_dense/kernel");
        expected = Value(kind, distil ? "transformer.layer.0.ffn.lin2.weight" : "encoder.layer.0.output.dense.weight");
        Assert.Equal(expected[3 * 6 + 5], output.Value[5, 3].item<float>());
        using var quiet = no_grad();
        var ids = tensor(new[] { 1, 2, 0 }, [1, 3]);
        Tensor[] inputs = distil ? [ids, ones_like(ids)] : [ids, ones_like(ids), zeros_like(ids)];
        Assert.Equal([1, 3, 4], model.Network.Forward(inputs, Engine.Graph.CallContext.Inference)[0].shape);
    }

    [Fact]
    public void Load_OfAnArchiveOrASingleFile_IsLoadOfTheFolder()
    {
        using var scope = NewDisposeScope();
        var folder = Forge("bert");
        using var expected = ModelFile.Load(folder);
        var zip = Path.Combine(TestFolder.Create(), "model.zip");
        ZipFile.CreateFromDirectory(folder, zip, CompressionLevel.Fastest, includeBaseDirectory: true);
        var tar = Path.Combine(TestFolder.Create(), "model.tar");
        TarFile.CreateFromDirectory(folder, tar, includeBaseDirectory: false);
        foreach (var path in new[] { zip, tar, Path.Combine(folder, "config.json"), Path.Combine(folder, "model.safetensors") })
        {
            using var received = ModelFile.Load(path);
            Assert.All(
                expected.Network.Weights.Zip(received.Network.Weights),
                pair => Assert.Equal(GoldenData.Values(pair.First.Value), GoldenData.Values(pair.Second.Value))
            );
        }
    }

    [Theory]
    [InlineData("config.json", "model.safetensors")]
    [InlineData("model.safetensors", "config.json")]
    [InlineData("config.json model.safetensors", "no file")]
    public void Load_OfAFolderWithoutAllFiles_SaysWhatItNeeds(string without, string received)
    {
        var folder = Forge("bert");
        foreach (var name in without.Split(' '))
        {
            File.Delete(Path.Combine(folder, name));
        }
        var refusal = Assert.Throws<RefusedException>(() => ModelFile.Load(folder));
        Assert.Contains("of Hugging Face config.json, model.safetensors, and vocab.txt or tokenizer.json", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(received, refusal.Message, StringComparison.Ordinal);
        if (received is "no file" or "config.json")
        {
            return;
        }
        var zip = Path.Combine(TestFolder.Create(), "model.zip");
        ZipFile.CreateFromDirectory(folder, zip);
        Assert.Contains("Expected 'model.zip' to hold a network", Assert.Throws<RefusedException>(() => ModelFile.Load(zip)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_BringsTheTokenizerAlong()
    {
        using var model = ModelFile.Load(Repository.Golden("text", "bert-tiny"));
        var first = GoldenTexts.Json("bert-tokens.json")["cases"]![0]!;
        var text = model.Tokenizer!.Tokenize(first["text"]!.GetValue<string>());
        Assert.Equal(first["tokens"].Strings(), text.Tokens);
    }

    [Fact]
    public void Load_OfMoreTokensThanVectors_IsRefused()
    {
        var folder = Forge("bert");
        File.WriteAllText(Path.Combine(folder, "vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\nc\n");
        var refusal = Assert.Throws<RefusedException>(() => ModelFile.Load(folder));
        Assert.Contains("at most 7 tokens", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void Load_OfHalfPrecision_GivesFloat32(string type)
    {
        using var scope = NewDisposeScope();
        using var model = ModelFile.Load(Forge("bert", type: type));
        var word = model.Network.Weights.Single(weight => weight.Path == "token_embedding/embeddings").Value;
        Assert.Equal(ScalarType.Float32, word.dtype);
        Assert.Equal(Value("bert", "embeddings.word_embeddings.weight")[5], word[1, 1].item<float>(), 0.5);
    }

    [Theory]
    [InlineData("model_type", "\"roberta\"", "bert, distilbert, electra")]
    [InlineData("model_type", "3", "bert, distilbert, electra")]
    [InlineData("hidden_size", "-4", "'hidden_size'")]
    [InlineData("hidden_size", "2000000000", "'hidden_size'")]
    [InlineData("hidden_size", "8", "to be of shape (7, 8)")]
    [InlineData("num_hidden_layers", "2000000000", "'num_hidden_layers'")]
    [InlineData("num_hidden_layers", "3", "'encoder.layer.2.")]
    [InlineData("num_hidden_layers", "1", "'encoder.layer.1.")]
    [InlineData("num_attention_heads", "3", "divides 'hidden_size'")]
    [InlineData("hidden_act", "\"quick_gelu\"", "'hidden_act'")]
    [InlineData("is_decoder", "true", "'is_decoder'")]
    [InlineData("position_embedding_type", "\"relative_key\"", "absolute")]
    [InlineData("layer_norm_eps", "\"x\"", "'layer_norm_eps'")]
    public void Load_OfAConfigThatDoesNotFit_SaysWhatWasExpected(string key, string value, string expected)
    {
        var folder = Forge("bert");
        var path = Path.Combine(folder, "config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        config[key] = JsonNode.Parse(value);
        File.WriteAllText(path, config.ToJsonString());
        Assert.Contains(expected, Assert.Throws<RefusedException>(() => ModelFile.Load(folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pytorch_model.bin", "save_pretrained")]
    [InlineData("model.safetensors.index.json", "max_shard_size")]
    [InlineData("vocab.txt", "no file of weights")]
    public void Load_WithoutSafetensors_SaysWhatToDo(string file, string expected)
    {
        var folder = Forge("bert");
        File.Move(Path.Combine(folder, "model.safetensors"), Path.Combine(folder, file));
        Assert.Contains(expected, Assert.Throws<RefusedException>(() => ModelFile.Load(folder)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(LoadedModel model) => model.Network.Inputs.Select(input => input.Layer.Name);

    private static string Forge(string kind, string type = "F32")
    {
        var folder = TestFolder.Create();
        var sizes = kind switch
        {
            "distilbert" => """{"model_type": "distilbert", "dim": 4, "n_layers": 2, "n_heads": 2, "hidden_dim": 6,""",
            "electra" =>
                """{"model_type": "electra", "embedding_size": 3, "hidden_size": 4, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 6,""",
            _ => """{"model_type": "bert", "hidden_size": 4, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 6,""",
        };
        File.WriteAllText(Path.Combine(folder, "config.json"), sizes + Sizes + "}");
        var prefix = kind == "bert" ? "" : kind.TrimEnd('.') + ".";
        var file = SafeTensorForge.File([
            .. Shapes(kind).Select(tensor => (prefix + tensor.Name, type, tensor.Shape, Bytes(Value(kind, tensor.Name), type))),
            ("cls.predictions.bias", "F32", [1], SafeTensorForge.Floats(1)),
            (prefix + "embeddings.position_ids", "I64", [1], new byte[8]),
        ]);
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), file);
        return folder;
    }

    private static byte[] Bytes(float[] values, string type) =>
        type switch
        {
            "F16" => [.. values.SelectMany(value => BitConverter.GetBytes((Half)value))],
            "BF16" => [.. values.SelectMany(value => BitConverter.GetBytes((ushort)(BitConverter.SingleToInt32Bits(value) >> 16)))],
            _ => SafeTensorForge.Floats(values),
        };

    private static float[] Value(string kind, string name)
    {
        var shapes = Shapes(kind);
        var index = shapes.FindIndex(tensor => tensor.Name == name);
        var count = shapes[index].Shape.Aggregate(1L, (product, d) => product * d);
        return [.. Enumerable.Range(0, (int)count).Select(k => (index + k / 100f) / 10)];
    }

    private static List<(string Name, long[] Shape)> Shapes(string kind)
    {
        var width = kind == "electra" ? 3 : 4;
        var distil = kind == "distilbert";
        List<(string, long[])> shapes =
        [
            ("embeddings.word_embeddings.weight", [7, width]),
            ("embeddings.position_embeddings.weight", [5, width]),
            ("embeddings.LayerNorm.weight", [width]),
            ("embeddings.LayerNorm.bias", [width]),
        ];
        if (!distil)
        {
            shapes.Add(("embeddings.token_type_embeddings.weight", [2, width]));
        }

        if (kind == "electra")
        {
            shapes.AddRange([("embeddings_project.weight", [4, 3]), ("embeddings_project.bias", [4])]);
        }

        string[] square = distil
            ? ["attention.q_lin", "attention.k_lin", "attention.v_lin", "attention.out_lin"]
            : ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"];
        string[] norms = distil ? ["sa_layer_norm", "output_layer_norm"] : ["attention.output.LayerNorm", "output.LayerNorm"];
        var (first, second) = distil ? ("ffn.lin1", "ffn.lin2") : ("intermediate.dense", "output.dense");
        foreach (var layer in Enumerable.Range(0, 2).Select(index => $"{(distil ? "transformer" : "encoder")}.layer.{index}."))
        {
            shapes.AddRange(square.SelectMany(part => new (string, long[])[] { (layer + part + ".weight", [4, 4]), (layer + part + ".bias", [4]) }));
            shapes.AddRange(norms.SelectMany(part => new (string, long[])[] { (layer + part + ".weight", [4]), (layer + part + ".bias", [4]) }));
            shapes.AddRange([
                (layer + first + ".weight", [6, 4]),
                (layer + first + ".bias", [6]),
                (layer + second + ".weight", [4, 6]),
                (layer + second + ".bias", [4]),
            ]);
        }

        if (kind.StartsWith("bert", StringComparison.Ordinal))
        {
            shapes.AddRange([("pooler.dense.weight", [4, 4]), ("pooler.dense.bias", [4])]);
        }

        return shapes;
    }
}
