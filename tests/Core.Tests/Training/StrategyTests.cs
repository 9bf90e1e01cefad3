using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tests.Training;

public class StrategyTests
{
    [Theory]
    [InlineData(800, Similarity.High, 0, StrategyNames.FeatureExtraction)]
    [InlineData(800, Similarity.Medium, 10, StrategyNames.FineTuning)]
    [InlineData(800, Similarity.Low, 25, StrategyNames.FineTuning)]
    [InlineData(1_000, Similarity.High, 5, StrategyNames.FineTuning)]
    [InlineData(1_583, Similarity.Medium, 20, StrategyNames.FineTuning)]
    [InlineData(10_000, Similarity.Low, 50, StrategyNames.FineTuning)]
    [InlineData(10_001, Similarity.High, 20, StrategyNames.FineTuning)]
    [InlineData(50_000, Similarity.Medium, 50, StrategyNames.FineTuning)]
    [InlineData(50_000, Similarity.Low, null, StrategyNames.Everything)]
    public void Advise_TheTutorialsNineAnswers(int pictures, Similarity similarity, int? last, string strategy)
    {
        var advice = StrategyAdviser.Advise(pictures, similarity);
        Assert.Equal((last, strategy), (advice.UnfreezeLast, advice.Strategy));
        Assert.Contains($"{similarity.ToString().ToLowerInvariant()} similarity", advice.Sentence);
    }

    [Fact]
    public void Advise_SaysWhy() =>
        Assert.Equal(
            "Medium dataset (1,583 pictures), low similarity to ImageNet: fine-tune about 50 layers.",
            StrategyAdviser.Advise(1_583, Similarity.Low).Sentence
        );

    [Theory]
    [InlineData(
        StrategyNames.FeatureExtraction,
        "Freeze all of EfficientNetLite0, train an 8-way classifier for 10 epochs with Adam at 0.001, keep the best by val_accuracy."
    )]
    [InlineData(
        StrategyNames.FineTuning,
        "Freeze all of EfficientNetLite0, train an 8-way classifier for 5 epochs with Adam at 0.001; then fine-tune the last 20 layers of EfficientNetLite0 for 10 epochs with Adam at 0.00001, keep the best by val_accuracy."
    )]
    [InlineData(
        StrategyNames.FromScratch,
        "Train all layers of EfficientNetLite0 from random weights for 30 epochs with Adam at 0.001, keep the best by val_accuracy."
    )]
    public void Sentence_SaysTheSpec(string strategy, string sentence) =>
        Assert.Equal(sentence, StrategySentence.Describe(SpecPresets.For(strategy, "EfficientNetLite0", "pets"), 8));

    [Theory]
    [InlineData("image-classification", 11, "train an 11-way classifier for")]
    [InlineData("image-classification", null, "train a new classifier for")]
    [InlineData("multi-label-classification", 19, "train a classifier of 19 labels for")]
    [InlineData("multi-label-classification", 1, "train a classifier of 1 label for")]
    [InlineData("multi-label-classification", null, "train a new classifier of labels for")]
    [InlineData("regression", 2, "train a head for 2 numbers for")]
    [InlineData("regression", 1, "train a head for 1 number for")]
    [InlineData("regression", null, "train a new head for numbers for")]
    [InlineData("dreaming", 3, "train a new head for")]
    public void Sentence_SaysWhatTheTaskTrains(string task, int? names, string words) =>
        Assert.Contains(
            words,
            StrategySentence.Describe(SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", "pets") with { Task = task }, names)
        );

    [Theory]
    [InlineData("image-classification", "keep its own classifier", "train the classifier alone")]
    [InlineData("regression", "keep its own head", "train the head alone")]
    public void Sentence_OfAFilesOwnHead_IsTheTasksToo(string task, string first, string second)
    {
        var spec = SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetLite0", "pets") with { Task = task, Head = null };
        var sentence = StrategySentence.Describe(spec with { Stages = [spec.Stages[0], spec.Stages[0]] }, 2);
        Assert.Contains(first, sentence);
        Assert.Contains(second, sentence);
    }

    [Fact]
    public void FromDefaults_OfAPreset_IsEmpty()
    {
        foreach (var strategy in new[] { StrategyNames.FeatureExtraction, StrategyNames.FineTuning, StrategyNames.Everything, StrategyNames.FromScratch })
            Assert.Empty(SpecSettings.FromDefaults(SpecPresets.For(strategy, "EfficientNetB0", "pets")));
    }

    [Fact]
    public void FromDefaults_OfATasksPreset_AreTheTasks()
    {
        var card = TaskCards.Find("object-detection")!;
        foreach (var strategy in new[] { StrategyNames.FeatureExtraction, StrategyNames.FineTuning, StrategyNames.Everything, StrategyNames.FromScratch })
        {
            var spec = card.Preset(strategy, SpecPresets.For(strategy, "EfficientNetB0", "scenes")) with
            {
                Task = card.Name,
                Loss = new() { Class = "FCOSLoss" },
            };
            Assert.Equal(strategy, StrategyNames.Of(spec));
            Assert.Equal(
                ["data.batchSize: 4 (8)", "stages[0].epochs"],
                SpecSettings
                    .FromDefaults(spec with { Data = spec.Data with { BatchSize = 4 }, Stages = [spec.Stages[0] with { Epochs = 1 }, .. spec.Stages.Skip(1)] })
                    .Where(d =>
                        d.Setting.StartsWith("stages", StringComparison.Ordinal)
                        || d.Setting.StartsWith("augmentation", StringComparison.Ordinal)
                        || d.Setting == "data.batchSize"
                    )
                    .Select(d => d.Setting == "data.batchSize" ? $"{d.Setting}: {d.Value} ({d.Default})" : d.Setting)
            );
        }
    }

    [Fact]
    public void FromDefaults_NamesWhatWasChangedAndNoMore()
    {
        var preset = SpecPresets.For(StrategyNames.FineTuning, "EfficientNetB0", "pets", unfreezeLast: 50, imageSize: 128);
        var spec = preset with
        {
            Augmentation = [new("RandomFlip"), new("RandomRotation", ("factor", 0.3))],
            Callbacks = [.. preset.Callbacks.Take(1).Select(c => c.With("patience", 2))],
        };
        var differences = SpecSettings.FromDefaults(spec).Select(d => $"{d.Setting}: {d.Value} ({d.Default})");
        Assert.Equal(
            [
                "data.imageSize: [128, 128] ([224, 224])",
                "augmentation: RandomFlip, RandomRotation (none)",
                "augmentation.RandomRotation.factor: 0.3 (0.1)",
                "stages[1].unfreeze: 50 (20)",
                "callbacks: EarlyStopping (EarlyStopping, ReduceLROnPlateau, ModelCheckpoint)",
                "callbacks.EarlyStopping.patience: 2 (5)",
            ],
            differences
        );
    }

    [Fact]
    public void Compare_MarksWhatDiffers()
    {
        var a = SpecPresets.For(StrategyNames.FeatureExtraction, "EfficientNetB0", "pets");
        var b = a with { Seed = 1, Stages = [a.Stages[0] with { Optimizer = new("SGD", ("learningRate", 0.001)) }] };
        var differing = SpecSettings.Compare([a, b]).Where(s => s.Differs).Select(s => $"{s.Setting}: {string.Join(" | ", s.Values)}").ToList();
        Assert.Contains("stages[0].optimizer: Adam | SGD", differing);
        Assert.Contains("stages[0].optimizer.beta1: 0.9 | none", differing);
        Assert.Contains("seed: 0 | 1", differing);
        Assert.DoesNotContain(differing, d => d.StartsWith("stages[0].optimizer.learningRate", StringComparison.Ordinal));
    }
}
