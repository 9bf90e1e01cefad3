using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.SavedModels;

public sealed class NnlmModelTests
{
    [Fact]
    public void Load_GivesTensorFlowsVectors()
    {
        using var model = ModelFile.Load(GoldenFile.Path("text/nnlm-tiny"));
        AssertVectors(model.Network);
    }

    [Theory]
    [InlineData("nnlm.zip", "")]
    [InlineData("nnlm.zip", "nnlm-zh-dim50/2/")]
    [InlineData("nnlm.tar.gz", "./")]
    [InlineData("nnlm.tar.gz", "nnlm/")]
    [InlineData("nnlm.tar", "")]
    public void Load_OfAnArchive_GivesTensorFlowsVectors(string name, string inside)
    {
        using var folder = new TemporaryFolder();
        var files = SavedModelForge.Golden("nnlm-tiny", inside);
        File.WriteAllBytes(
            folder[name],
            name switch
            {
                "nnlm.zip" => SavedModelForge.Zip(files),
                "nnlm.tar" => SavedModelForge.Tar(files),
                _ => SavedModelForge.TarGz(files),
            }
        );
        using var model = ModelFile.Load(folder[name]);
        AssertVectors(model.Network);
    }

    [Fact]
    public void Load_AfterSaving_GivesTheSameVectors()
    {
        using var folder = new TemporaryFolder();
        using (var model = ModelFile.Load(GoldenFile.Path("text/nnlm-tiny")))
        {
            ModelFile.Save(model.Network, folder["nnlm.keras"]);
        }
        using var again = ModelFile.Load(folder["nnlm.keras"]);
        AssertVectors(again.Network);
    }

    [Fact]
    public void Load_BringsTheTokenizer()
    {
        using var model = ModelFile.Load(GoldenFile.Path("text/nnlm-tiny"));
        Assert.All(
            GoldenFile.Read("text/nnlm-vectors.json").GetProperty("cases").EnumerateArray(),
            entry =>
                Assert.Equal(
                    entry.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()),
                    model.Tokenizer!.Tokenize(entry.GetProperty("text").GetString()!).Ids
                )
        );
        Assert.Equal(2001, model.Tokenizer!.VocabularySize);
    }

    [Theory]
    [InlineData("one line less", "Expected 2,000 rows")]
    [InlineData("one line more", "Expected 2,002 rows")]
    [InlineData("no vocabulary", "as the one file in assets/")]
    [InlineData("ten million lines", "2,000,000")]
    public void Load_WithoutItsVocabulary_IsRefused(string kind, string part)
    {
        using var folder = new TemporaryFolder();
        var files = SavedModelForge.Golden("nnlm-tiny");
        var lines = Encoding.UTF8.GetString(files["assets/tokens.txt"]).TrimEnd('\n').Split('\n');
        byte[] Lines(IEnumerable<string> tokens) => Encoding.UTF8.GetBytes(string.Join('\n', tokens));
        if (kind == "no vocabulary")
        {
            files.Remove("assets/tokens.txt");
        }
        else
        {
            files["assets/tokens.txt"] = kind switch
            {
                "one line less" => Lines(lines.SkipLast(1)),
                "one line more" => Lines(lines.Append("another")),
                _ => Lines(Enumerable.Repeat("a", 10_000_000)),
            };
        }
        File.WriteAllBytes(folder["nnlm.zip"], SavedModelForge.Zip(files));
        Assert.Contains(part, Assert.Throws<RefusedException>(() => ModelFile.Load(folder["nnlm.zip"]).Dispose()).Message, StringComparison.Ordinal);
    }

    private static void AssertVectors(Network network)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var cases = GoldenFile.Read("text/nnlm-vectors.json").GetProperty("cases").EnumerateArray().ToList();
        var (ids, mask) = TextBatches.Pad([.. cases.Select(entry => entry.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray())]);
        var vectors = GoldenData.Values(network.Forward([ids, mask], CallContext.Inference)[0]);
        float[] expected = [.. cases.SelectMany(entry => GoldenFile.Floats(entry.GetProperty("vector")))];
        Assert.Equal(expected.Length, vectors.Length);
        Assert.All(expected.Zip(vectors), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }
}
