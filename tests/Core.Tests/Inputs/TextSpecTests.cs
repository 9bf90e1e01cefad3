using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tests.Inputs;

public sealed class TextSpecTests
{
    [Theory]
    [InlineData("""{ "task": "text-classification" }""", "texts")]
    [InlineData("""{ "task": "regression", "data": { "textColumn": "review" } }""", "texts")]
    [InlineData("""{ "task": "multi-label-classification", "backbone": { "name": "NGrams" } }""", "texts")]
    [InlineData("""{ "task": "regression" }""", "pictures")]
    [InlineData("""{ "task": "image-classification", "backbone": { "name": "NGrams" } }""", "pictures")]
    public void Input_IsWhatTheSpecMeans(string json, string input) => Assert.Equal(input, InputCards.Of(TrainingSpecJson.Parse(json).Value!).Name);

    [Fact]
    public void Spec_IsFilledIn()
    {
        var spec = Complete("""{ "task": "text-classification", "backbone": { "name": "AllMiniLML6V2" }, "head": { "pooling": "mean" } }""");
        Assert.Equal(("pretrained", "avg"), (spec.Backbone.Weights, spec.Head!.Pooling));
        Assert.Equal("none", Complete("""{ "task": "text-classification", "backbone": { "name": "NGrams" } }""").Backbone.Weights);
        Assert.Null(TextSpec.MaxLengthOf(spec));
        Assert.Equal(64, TextSpec.MaxLengthOf(Complete("""{ "task": "text-classification", "data": { "maxLength": 64 } }""")));
    }

    [Theory]
    [InlineData("""{ "task": "text-classification", "backbone": { "name": "EfficientNetB0" } }""", "backbone.name", "NGrams, AllMiniLML6V2")]
    [InlineData(
        """{ "task": "text-classification", "backbone": { "name": "AllMiniLML6V2" }, "head": { "pooling": "flatten" } }""",
        "head.pooling",
        "avg, max, cls, pooler"
    )]
    [InlineData("""{ "task": "text-classification", "backbone": { "name": "AllMiniLML6V2", "weights": "x.h5" } }""", "backbone.weights", "\"none\"")]
    [InlineData(
        """{ "task": "text-classification", "backbone": { "name": "AllMiniLML6V2" }, "augmentation": [{ "class": "RandomFlip" }] }""",
        "augmentation",
        "pictures"
    )]
    [InlineData(
        """{ "task": "text-classification", "backbone": { "name": "AllMiniLML6V2" }, "data": { "maxLength": 2 } }""",
        "data.maxLength",
        "from 3 to 8192"
    )]
    [InlineData(
        """{ "task": "text-classification", "backbone": { "name": "AllMiniLML6V2" }, "data": { "encoding": "klingon" } }""",
        "data.encoding",
        "gb18030"
    )]
    [InlineData("""{ "task": "text-classification", "backbone": { "name": "NGrams" } }""", "stages[0].unfreeze", "NGrams")]
    public void WhatDoesNotFit_IsNamed(string json, string path, string word)
    {
        var problem = Assert.Single(TrainingSpecValidator.Validate(TrainingSpecJson.Parse(json).Value!));
        Assert.Equal(path, problem.Path);
        Assert.Contains(word, problem.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "task": "image-classification", "data": { "textColumn": "x" } }""")]
    [InlineData("""{ "task": "object-detection", "data": { "maxLength": 64 } }""")]
    public void MembersOfTexts_AreNotThoseOfPictures(string json) =>
        Assert.Contains(
            TrainingSpecValidator.Validate(TrainingSpecJson.Parse(json).Value!),
            problem => problem.Path.StartsWith("data.", StringComparison.Ordinal)
        );

    [Theory]
    [InlineData(5, 60)]
    [InlineData(48, 17)]
    [InlineData(2500, 3)]
    public void NGrams_TakeAsManyEpochsAsTheirTextsNeed(int steps, int epochs)
    {
        var card = new TextInputCard();
        var of = new TrainingSpec
        {
            Task = "text-classification",
            Backbone = new() { Name = card.Backbone, Weights = "none" },
        };
        var stage = Assert.Single(card.Preset(StrategyNames.FromScratch, of, steps).Stages);
        Assert.Equal((epochs, epochs * steps), (stage.Epochs, stage.Optimizer.Component("learningRate")!.Whole("decaySteps", 0)));
    }

    [Fact]
    public void Baseline_IsNGramsOnTheSameSplit()
    {
        var spec = TrainingSpecJson
            .Parse(
                """
                { "task": "multi-label-classification", "seed": 3, "precision": "mixed_bfloat16", "backbone": { "name": "AllMiniLML6V2" }, "head": { "pooling": "cls" },
                  "data": { "textColumn": "t", "maxLength": 64, "validationSplit": 0.3, "seed": 7, "batchSize": 8 }, "loss": { "class": "BinaryFocalCrossentropy" } }
                """
            )
            .Value!;
        var baseline = new TextInputCard().Baseline(spec, 10)!;
        Assert.Empty(TrainingSpecValidator.Validate(baseline));
        Assert.True(Core.Runs.Baselines.IsAlike(baseline, spec));
        Assert.Equal(("NGrams", "none", "avg", "float32"), (baseline.Backbone.Name, baseline.Backbone.Weights, baseline.Head!.Pooling, baseline.Precision));
        Assert.Equal(
            ("t", null, 60, spec.Loss.Class),
            (TextSpec.ColumnOf(baseline), TextSpec.MaxLengthOf(baseline), baseline.TotalEpochs, baseline.Loss.Class)
        );
        Assert.Null(new TextInputCard().Baseline(baseline, 10));
        Assert.False(Core.Runs.Baselines.IsAlike(baseline, spec with { Seed = 4 }));
    }

    private static TrainingSpec Complete(string json) => TrainingSpecJson.Complete(TrainingSpecJson.Parse(json).Value!);
}
