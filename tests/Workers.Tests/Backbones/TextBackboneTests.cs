using Microsoft.ML.OnnxRuntime;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Onnx;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Backbones;

/// <summary>Networks of texts by name: those that come with the program against ONNX Runtime on the same file, and what the catalog says of all.</summary>
public sealed class TextBackboneTests
{
    public static TheoryData<string> Packaged => [.. TextBackboneCatalog.All.Where(backbone => backbone.Package is not null).Select(backbone => backbone.Name)];

    [Fact]
    public void Cards_AreThoseOfTheCatalog()
    {
        Assert.Equal(TextBackboneCatalog.All.Select(backbone => backbone.Name).Order(), TextBackboneCards.All.Select(card => card.Name).Order());
        Assert.Empty(TextBackboneCatalog.All.Select(backbone => backbone.Name).Intersect(BackboneCatalog.All.Select(backbone => backbone.Name)));
        Assert.All(
            TextBackboneCards.All,
            card =>
            {
                Assert.NotEmpty(card.WhenToChoose);
                Assert.Equal(card.WeightsEmbedded, TextBackboneCatalog.Named(card.Name).Package is not null);
                Assert.Equal(card.HasNoWeights, !TextBackboneCatalog.Named(card.Name).IsPretrained);
            }
        );
    }

    [Theory]
    [MemberData(nameof(Packaged))]
    public async Task Network_ComputesWhatOnnxRuntimeDoesWithTheSameFile(string name)
    {
        using var model = await LoadAsync($"backbone:{name}");
        Assert.Equal(TextBackboneCards.Find(name)!.Tokenizer, model.Tokenizer!.Kind);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Assert.Equal(TextBackboneCards.Find(name)!.Parameters, model.Network.CountParams());
        string[] texts = ["A cat sits on the mat.", "Quarterly revenue fell, and the shares with it!", "naïve café 中文", ""];
        var tokens = texts.Select(text => model.Tokenizer!.Tokenize(text)).ToList();
        var length = tokens.Max(text => text.Ids.Count);
        Tensor Row(Func<Engine.Texts.TokenizedText, IEnumerable<int>> part) =>
            tensor([.. tokens.SelectMany(text => part(text).Concat(new int[length - text.Ids.Count]))], [texts.Length, length]);
        Tensor[] inputs = [Row(text => text.Ids), Row(text => text.Ids.Select(_ => 1)), Row(text => text.Types)];
        Assert.Equal([101, 1037, 4937, 7719, 2006, 1996, 13523, 1012, 102], tokens[0].Ids);

        var path = Path.Combine(AppContext.BaseDirectory, "Backbones", "Packages", TextBackboneCatalog.Named(name).Package!.FileName);
        using var session = new InferenceSession(AssemblyResource.Read(path, "model.onnx"));
        Assert.Equal(["input_ids", "attention_mask", "token_type_ids"], session.InputNames);
        var expected = OnnxCheck.Run(session, inputs);
        var received = model.Network.Forward(inputs, CallContext.Inference);
        Assert.Equal(expected.Count, received.Count);
        foreach (var (output, number) in received.Zip(expected))
        {
            Assert.Equal(number.Shape, output.shape);
            // What stands where there is no token means nothing.
            var difference = (tensor(number.Values, number.Shape) - output).abs();
            Assert.InRange((difference.dim() == 3 ? difference * inputs[1].unsqueeze(-1) : difference).max().item<float>(), 0, 1e-5);
        }
    }

    [Fact]
    public async Task Reference_WithoutWeights_DrawsThemFromTheSeed()
    {
        using var scope = NewDisposeScope();
        using var first = await LoadAsync("backbone:AllMiniLML6V2?weights=none&seed=1");
        using var again = await LoadAsync("backbone:AllMiniLML6V2?weights=none&seed=1");
        using var other = await LoadAsync("backbone:AllMiniLML6V2?weights=none&seed=2");
        static float[] Kernel(LoadedModel model) => GoldenData.Values(model.Network.GetLayer("transformer_layer_0_feedforward_output_dense").Weights[0].Value);
        Assert.Equal(Kernel(first), Kernel(again));
        Assert.NotEqual(Kernel(first), Kernel(other));
        Assert.InRange(Kernel(first).Max(), 0.02f, 0.04f);
        Assert.NotNull(first.Tokenizer);
    }

    [Theory]
    [InlineData("backbone:AllMiniLML6V2?top=true", "'top=true'")]
    [InlineData("backbone:AllMiniLML6V2?weights=imagenet", "'weights=imagenet'")]
    public void Reference_OfAnotherSetting_IsRefused(string reference, string expected) =>
        Assert.Contains(expected, Assert.Throws<RefusedException>(() => ModelReference.Parse(reference)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Network_WhoseFilesWerePutThere_IsOpened()
    {
        var folder = TestFolder.Create();
        var into = Directory.CreateDirectory(Path.Combine(folder, "texts", "BertBaseChinese")).FullName;
        foreach (var file in Directory.GetFiles(Repository.Golden("text", "bert-tiny")))
        {
            File.Copy(file, Path.Combine(into, Path.GetFileName(file)));
        }

        using var model = await LoadAsync("backbone:BertBaseChinese", folder);
        Assert.Equal(1425, model.Tokenizer!.VocabularySize);
    }

    private static async Task<LoadedModel> LoadAsync(string reference, string? folder = null)
    {
        using var http = new HttpClient();
        return await ModelReference.Parse(reference).ResolveAsync(new WeightStore(http, folder ?? TestFolder.Create()));
    }
}
