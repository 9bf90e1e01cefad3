using System.Text;
using System.Text.Json;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Texts;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.SavedModels;

/// <summary>BERT as TensorFlow Hub publishes it: ids and outputs are TensorFlow's.</summary>
public sealed class HubBertModelTests
{
    private static readonly JsonElement Golden = GoldenFile.Read("text/bert-hub.json");

    [Fact]
    public void Load_GivesTensorFlowsIdsAndOutputs()
    {
        using var model = ModelFile.Load(GoldenFile.Path("text/bert-tiny-hub"));
        AssertOutputs(model);
    }

    [Theory]
    [InlineData("bert.zip", "")]
    [InlineData("bert.tar.gz", "bert_zh_L-12_H-768_A-12_4/")]
    public void Load_OfTheEncoderAlone_GivesTensorFlowsOutputs(string name, string inside) =>
        AssertArchive(name, SavedModelForge.Golden("bert-tiny-hub", inside));

    [Theory]
    [InlineData("both.zip", "preprocess/", "encoder/")]
    [InlineData("both.tar.gz", "a/", "b/")]
    public void Load_OfBothTogether_GivesTensorFlowsOutputs(string name, string preprocessing, string encoder) =>
        AssertArchive(name, SavedModelForge.Golden("bert-tiny-hub-preprocess", preprocessing).Concat(SavedModelForge.Golden("bert-tiny-hub", encoder)));

    [Fact]
    public void Load_OfBothWithDifferentVocabularies_IsRefused()
    {
        var preprocessing = SavedModelForge.Golden("bert-tiny-hub-preprocess", "preprocess/");
        preprocessing["preprocess/assets/vocab.txt"] = [.. preprocessing["preprocess/assets/vocab.txt"], .. "another\n"u8];
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["both.zip"], SavedModelForge.Zip(preprocessing.Concat(SavedModelForge.Golden("bert-tiny-hub", "encoder/"))));
        Assert.Contains(
            "one vocabulary",
            Assert.Throws<RefusedException>(() => ModelFile.Load(folder["both.zip"]).Dispose()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Load_OfAVocabularyThatIsTooLong_IsRefused()
    {
        var files = SavedModelForge.Golden("bert-tiny-hub");
        files["assets/vocab.txt"] =
        [
            .. files["assets/vocab.txt"],
            .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 2000).Select(i => $"more{i}\n"))),
        ];
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["bert.zip"], SavedModelForge.Zip(files));
        Assert.Contains("1,425", Assert.Throws<RefusedException>(() => ModelFile.Load(folder["bert.zip"]).Dispose()).Message, StringComparison.Ordinal);
    }

    private static void AssertArchive(string name, IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder[name], name.EndsWith(".zip", StringComparison.Ordinal) ? SavedModelForge.Zip(files) : SavedModelForge.TarGz(files));
        using var model = ModelFile.Load(folder[name]);
        AssertOutputs(model);
    }

    private static void AssertOutputs(LoadedModel model)
    {
        var ids = Golden.GetProperty("input_word_ids").EnumerateArray().Select(row => row.EnumerateArray().Select(id => id.GetInt32()).ToArray()).ToList();
        var texts = GoldenFile
            .Read("text/bert-tokens.json")
            .GetProperty("cases")
            .EnumerateArray()
            .Select(text => text.GetProperty("text").GetString()!)
            .ToList();
        var length = ids[0].Length;
        Assert.True(Assert.IsType<TensorFlowBertTokenizer>(model.Tokenizer).LowerCase);
        Assert.All(
            texts.Zip(ids),
            pair =>
            {
                var own = model.Tokenizer!.Tokenize(pair.First, maxLength: length).Ids;
                Assert.Equal(pair.Second, own.Concat(new int[length - own.Count]));
            }
        );
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Tensor Rows(string name) =>
            tensor(
                Golden.GetProperty(name).EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(id => id.GetInt32()).ToArray(),
                [ids.Count, length]
            );
        var outputs = model.Network.Forward([Rows("input_word_ids"), Rows("input_mask"), Rows("input_type_ids")], CallContext.Inference);
        Close(GoldenFile.Floats(Golden.GetProperty("pooled_output").GetProperty("data")), GoldenData.Values(outputs[1]), 1e-5f);
    }

    private static void Close(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.Equal(0, expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max(), tolerance);
    }
}
