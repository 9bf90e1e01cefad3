using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Inputs.Texts;
using MlOpsDashboard.Workers.Engine.Training;
using TorchSharp;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Inputs.Texts;

public sealed class TextRunTests
{
    private static readonly string[] Files = ["history.json", "evaluation.json", "predictions.jsonl", "preprocessing.json"];

    [Fact]
    public void NGrams_LearnAWord_AndTheModelFileHoldsTheirTokenizer()
    {
        using var folder = new TextFolder();
        Assert.Equal("completed", folder.Run(folder.NGrams(12), "run").Status);
        var history = JsonNode.Parse(File.ReadAllText(folder.Out("run/history.json")))!["history"]!;
        Assert.True((double)history["val_accuracy"]!.AsArray()[^1]! > 0.8);
        var stored = StoredPreprocessing.TextsOf(folder.Out("run/best.keras"))!;
        Assert.Equal(("text-classification", null), (stored.Task, stored.MaxLength));
        Assert.Equal(["no", "yes"], stored.ClassNames);
        using var model = ModelFile.Load(folder.Out("run/best.keras"));
        Assert.Equal(model.Tokenizer!.ToJson().ToJsonString(), stored.Tokenizer.ToJsonString());
        Assert.Equal(["token_ids", "padding_mask"], model.Network.Inputs.Select(input => input.Layer.Name));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 5)]
    [InlineData(3, 1)]
    public void Run_StoppedWithinAnEpochAndResumed_EqualsTheUndisturbedRun(int epoch, int step)
    {
        using var folder = new TextFolder();
        var spec = folder.Encoded();
        var whole = folder.Run(spec, "whole");
        using var stop = new CancellationTokenSource();
        var stopped = folder.Run(
            spec,
            "parts",
            stop: stop,
            react: e =>
            {
                if (e is ProgressEvent progress && progress.Epoch == epoch && progress.Step == step)
                    stop.Cancel();
            }
        );
        Assert.Equal("cancelled", stopped.Status);
        Assert.Equal(("completed", whole.WeightsHash), (folder.Run(spec, "parts", resume: true) is var resumed ? resumed.Status : "", resumed.WeightsHash));
        Equal(folder, "whole", "parts");
    }

    [Theory]
    [InlineData("avg")]
    [InlineData("max")]
    [InlineData("cls")]
    public void FrozenEncoder_RunsOnceAText_AndChangesNoNumber(string pooling)
    {
        using var folder = new TextFolder();
        var features = new List<FeaturesEvent>();
        var kept = folder.Run(folder.Encoded(pooling), "kept", react: e => features.AddRange(e is FeaturesEvent f ? [f] : []));
        Assert.Equal((36, 36), (features[0].Cached, features[0].Computed));
        Assert.Equal(kept.WeightsHash, folder.Run(folder.Encoded(pooling), "anew", cacheBytes: 0).WeightsHash);
        Equal(folder, "kept", "anew");
    }

    [Fact]
    public void AnotherHeadOnTheSameTexts_BeginsWithWhatTheFrozenNetworkGave()
    {
        using var folder = new TextFolder();
        var spec = folder.Encoded();
        spec = spec with { Stages = [spec.Stages[0]] };
        var other = spec with { Head = spec.Head! with { Dropout = 0.3, Hidden = [4] } };
        int Computed(TrainingSpec of, string name)
        {
            var computed = -1;
            folder.Run(of, name, react: happened => computed = happened is FeaturesEvent features ? features.Computed : computed, features: folder.Out("kept"));
            return computed;
        }

        Assert.Equal(36, Computed(spec, "first"));
        Assert.Equal(0, Computed(other, "second"));
        Assert.Equal(folder.Run(other, "uncached", cacheBytes: 0).WeightsHash, folder.Run(other, "third", features: folder.Out("kept")).WeightsHash);
    }

    [Fact]
    public void ModelOfARun_GoesOnAsABackbone_WithItsTokenizer()
    {
        using var folder = new TextFolder();
        folder.Run(folder.Encoded(), "first");
        var spec = folder.Encoded() with { Backbone = new BackboneSpec { File = folder.Out("first/best.keras") } };
        Assert.Equal("completed", folder.Run(spec, "second").Status);
        using var model = ModelFile.Load(folder.Out("second/best.keras"));
        Assert.Equal(TextFolder.Tokenizer.ToJson().ToJsonString(), model.Tokenizer!.ToJson().ToJsonString());
    }

    [Fact]
    public void CrossValidation_JudgesEveryTextOnce()
    {
        using var folder = new TextFolder();
        folder.Run(
            folder.NGrams() with
            {
                CrossValidation = new CrossValidationSpec { Folds = 3, Stratified = true },
            },
            "run"
        );
        var rows = PredictionsFile.Read(folder.Out("run/predictions.jsonl")).Rows;
        Assert.Equal((36, 36), (rows.Count, rows.Select(row => row.Name).Distinct().Count()));
    }

    [Theory]
    [InlineData("multi-label-classification", "BinaryCrossentropy", "text,labels", "red|new", "blue")]
    [InlineData("regression", "MeanSquaredError", "text,stars,price", "1.5,20", "4,30.5")]
    public void OtherTasks_LearnFromATableOfTexts(string task, string loss, string header, string first, string second)
    {
        using var folder = new TextFolder();
        File.WriteAllLines(
            folder.Data,
            [header, .. Enumerable.Range(0, 20).Select(i => $"house {(i % 2 == 0 ? "good" : "bad")} {i},{(i % 2 == 0 ? first : second)}")]
        );
        var spec = folder.NGrams(1) with
        {
            Task = task,
            Loss = new LossSpec { Class = loss },
        };
        Assert.Equal("completed", folder.Run(spec, "run").Status);
        Assert.Equal(5, PredictionsFile.Read(folder.Out("run/predictions.jsonl")).Rows.Count);
        var missing = Assert.Throws<RefusedException>(() => folder.Run(spec with { Data = new DataSpec { Path = folder.Out("none.csv") } }, "none"));
        Assert.DoesNotContain("picture", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Padding_ChangesNoAnswer()
    {
        using var folder = new TextFolder();
        folder.Run(folder.Encoded("max"), "run");
        using var model = ModelFile.Load(folder.Out("run/best.keras"));
        var encoding = TokenEncoding.Of(model.Network, model.Tokenizer!, 40);
        using var scope = torch.NewDisposeScope();
        var (one, other) = (encoding.Tokenize("red good"), encoding.Tokenize("blue house river stone light glass paper road green bad"));
        var alone = model.Network.Forward(encoding.ToTensors([one]), Engine.Graph.CallContext.Inference)[0];
        var together = model.Network.Forward(encoding.ToTensors([one, other]), Engine.Graph.CallContext.Inference)[0];
        Assert.True(torch.allclose(alone[0], together[0], 1e-6, 1e-6));
    }

    [Theory]
    [InlineData("pooler", "a backbone with a pooler")]
    [InlineData("flatten", "head.pooling")]
    public void Pooling_ThatTheEncoderHasNot_IsRefused(string pooling, string sentence)
    {
        using var folder = new TextFolder();
        Assert.Contains(sentence, Assert.Throws<RefusedException>(() => folder.Run(folder.Encoded(pooling), "run")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NamesWithoutWeights_AreNotFrozen()
    {
        using var folder = new TextFolder();
        var spec = folder.NGrams() with { Stages = [new StageSpec()] };
        var refused = Assert.Throws<RefusedException>(() => folder.Run(spec, "run"));
        Assert.Contains("stages[0].unfreeze", refused.Message, StringComparison.Ordinal);
    }

    private static void Equal(TextFolder folder, string one, string other)
    {
        foreach (var file in Files)
        {
            Assert.Equal(File.ReadAllText(folder.Out($"{one}/{file}")), File.ReadAllText(folder.Out($"{other}/{file}")));
        }
    }
}
