using CsCheck;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tests.Training;

public class TrainingSpecJsonTests
{
    [Theory]
    [InlineData("""{ "learning_rate": 1 }""", "learning_rate")]
    [InlineData("""{ "Seed": 1 }""", "Seed")]
    [InlineData("""{ "data": { "batchsize": 1 } }""", "batchsize")]
    [InlineData("""{ "head": { "droput": 0.1 } }""", "droput")]
    [InlineData("""{ "stages": [ { "epoch": 5 } ] }""", "epoch")]
    public void Parse_AnUnknownProperty_IsRefusedByName(string json, string name)
    {
        var parsed = TrainingSpecJson.Parse(json);
        Assert.False(parsed.IsDone);
        Assert.StartsWith($"Expected only known properties in the training spec; received \"{name}\"", parsed.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "version": 2, "seeds": [1, 2] }""", 2)]
    [InlineData("""{ "version": 0 }""", 0)]
    public void Parse_OfAnotherVersion_SaysSo_WhateverElseItHolds(string json, double version)
    {
        var refusal = TrainingSpecJson.Parse(json).Reason!;
        Assert.Equal((version < 1 ? "training.spec.version" : "training.spec.newer", version), (refusal.Code, refusal.Find("version")!.Number));
    }

    [Fact]
    public void Write_NamesTheVersion_AndReadsItBack()
    {
        Assert.Contains("\"version\": 1", TrainingSpecJson.WriteComplete(new()), StringComparison.Ordinal);
        Assert.Equal(TrainingSpecJson.WriteComplete(new()), TrainingSpecJson.WriteComplete(TrainingSpecJson.Parse("""{ "version": 1 }""").Value!));
    }

    /// <summary>Whatever stands in a row or a link: a spec or a refusal, never an exception; and what is a spec can be judged.</summary>
    [Fact]
    public void Parse_OfAnyDamage_IsASpecOrARefusal()
    {
        var random = new Random(5);
        var whole = TrainingSpecJson.WriteComplete(SpecPresets.For(StrategyNames.FineTuning, "EfficientNetLite0", "pets"));
        string[] pieces =
        [
            "null",
            "-1",
            "1e99",
            "\"\"",
            "[]",
            "{}",
            "true",
            "\ud800",
            "{\"class\":null}",
            "99999999999999999999",
            ":",
            ",",
            "\"version\":\"x\"",
        ];
        var (read, refused) = (0, 0);
        for (var round = 0; round < 3000; round++)
        {
            var at = random.Next(whole.Length);
            // Half of the time a whole value, so that the text stays JSON.
            var from =
                round % 2 == 0 ? at
                : whole.IndexOf(": ", at, StringComparison.Ordinal) is >= 0 and var colon ? colon + 2
                : at;
            var to =
                round % 2 == 0 ? Math.Min(whole.Length, from + random.Next(4))
                : whole.AsSpan(from).IndexOfAny(",\n") is >= 0 and var end ? from + end
                : whole.Length;
            var damaged = whole[..from] + pieces[random.Next(pieces.Length)] + whole[to..];
            var parsed = TrainingSpecJson.Parse(damaged);
            if (parsed.Value is not { } spec)
            {
                Assert.NotEmpty(parsed.Refusal!);
                refused++;
                continue;
            }
            read++;
            TrainingSpecValidator.Validate(spec);
            if (TrainingSpecValidator.Validate(spec).Count == 0)
                TrainingSpecJson.WriteComplete(spec);
        }
        Assert.True(read > 100 && refused > 100, $"{read} read, {refused} refused");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{ "data": null }""")]
    [InlineData("""{ "stages": [null] }""")]
    [InlineData("""{ "seed": "one" }""")]
    [InlineData("""{ "seed": 1.5 }""")]
    [InlineData("""{ "data": { "shuffle": "yes" } }""")]
    [InlineData("""{ "stages": [ { "unfreeze": "some" } ] }""")]
    [InlineData("""{ "stages": [ { "unfreeze": -1 } ] }""")]
    public void Parse_WhatIsNoSpec_IsRefusedInASentence(string json) =>
        Assert.StartsWith("Expected ", TrainingSpecJson.Parse(json).Refusal, StringComparison.Ordinal);

    [Fact]
    public void Parse_AnEmptyObject_TakesEveryDefault()
    {
        var complete = TrainingSpecJson.WriteComplete(TrainingSpecJson.Parse("{}").Value!);
        foreach (
            var name in new[]
            {
                "task",
                "data",
                "validationSplit",
                "imageSize",
                "backbone",
                "head",
                "pooling",
                "augmentation",
                "stages",
                "unfreeze",
                "optimizer",
                "beta1",
                "batchNormMode",
                "loss",
                "callbacks",
                "precision",
                "rematerialization",
                "seed",
            }
        )
            Assert.Contains($"\"{name}\":", complete);
    }

    [Theory]
    [InlineData("image-classification", null, "reflect")]
    [InlineData("object-detection", null, "constant")]
    [InlineData("object-detection", "reflect", "reflect")]
    public void Complete_FillMode_IsTheTasks(string task, string? given, string filled)
    {
        ComponentSpec zoom = given is null ? new("RandomZoom") : new("RandomZoom", ("fillMode", given));
        var spec = TrainingSpecJson.Complete(new TrainingSpec { Task = task, Augmentation = [zoom] });
        Assert.Equal(filled, Assert.Single(spec.Augmentation).Text("fillMode"));
    }

    [Fact]
    public void Complete_KerasDefaults()
    {
        var spec = TrainingSpecJson.Complete(
            new()
            {
                Callbacks = [new("EarlyStopping")],
                Augmentation = [new("RandomZoom")],
                Stages = [new() { Optimizer = new("AdamW") }],
            }
        );
        Assert.Equal(
            (0, "val_loss", false),
            (spec.Callbacks[0].Whole("patience", -1), spec.Callbacks[0].Text("monitor"), spec.Callbacks[0].Flag("restoreBestWeights", true))
        );
        Assert.Equal((0.004, 1e-7), (spec.Stages[0].Optimizer.Number("weightDecay", 0), spec.Stages[0].Optimizer.Number("epsilon", 0)));
        Assert.Equal("reflect", spec.Augmentation[0].Text("fillMode"));
    }

    [Fact]
    public void Complete_AScheduledRate_TakesTheSchedulesDefaults()
    {
        var spec = TrainingSpecJson
            .Parse(
                """
                { "stages": [ { "optimizer": { "class": "SGD", "learningRate": { "class": "CosineDecay", "initialLearningRate": 0, "decaySteps": 40, "warmupTarget": 0.1, "warmupSteps": 10 } } } ] }
                """
            )
            .Value!;
        var again = TrainingSpecJson.Parse(TrainingSpecJson.WriteComplete(spec)).Value!;
        var schedule = again.Stages[0].Optimizer.Component("learningRate")!;
        Assert.Equal(
            ("CosineDecay", 40, 10, 0.0),
            (schedule.Class, schedule.Whole("decaySteps", 0), schedule.Whole("warmupSteps", 0), schedule.Number("alpha", -1))
        );
        Assert.Equal(0.0, schedule.Number("initialLearningRate", -1));
    }

    [Fact]
    public void Complete_AGradualStage_IsItsRowOfStages()
    {
        var spec = TrainingSpecJson
            .Parse(
                """
                { "stages": [ { "name": "fine-tuning", "epochs": 5, "unfreeze": 4, "gradual": { "layers": 10, "everyEpochs": 2 } } ] }
                """
            )
            .Value!;
        var complete = TrainingSpecJson.Complete(spec);
        Assert.Equal([(2, 4), (2, 14), (1, 24)], complete.Stages.Select(s => (s.Epochs, s.Unfreeze.LastLayers!.Value)));
        Assert.All(complete.Stages, s => Assert.Null(s.Gradual));
        Assert.Equal("fine-tuning, last 14 layers", complete.Stages[1].Name);
        Assert.Equal(0.001, complete.Stages[2].Optimizer.Number("learningRate", 0));
        Assert.Equal(complete.Stages.Count, TrainingSpecJson.Complete(complete).Stages.Count);
    }

    [Fact]
    public void TheContractsExample_IsReadAndComesBack()
    {
        // The spec of the command line's contract, its values as there.
        const string json = """
            { "task": "image-classification",
              "data": { "path": "pets", "validationSplit": 0.2, "seed": 42, "imageSize": [224, 224], "colorMode": "rgb", "interpolation": "bilinear", "cropToAspectRatio": false, "batchSize": 32, "shuffle": true },
              "backbone": { "name": "EfficientNetB0", "weights": "imagenet" },
              "head": { "pooling": "avg", "batchNormalization": false, "dropout": 0.2, "hidden": [], "activation": "relu", "l2": 0 },
              "augmentation": [ { "class": "RandomFlip", "mode": "horizontal" }, { "class": "RandomRotation", "factor": 0.2 } ],
              "stages": [ { "name": "feature extraction", "epochs": 5, "unfreeze": "none", "optimizer": { "class": "Adam", "learningRate": 0.001 } },
                          { "name": "fine-tuning", "epochs": 10, "unfreeze": 20, "optimizer": { "class": "Adam", "learningRate": 0.00001 } } ],
              "batchNormMode": "inference",
              "loss": { "class": "SparseCategoricalCrossentropy", "labelSmoothing": 0, "classWeight": "none" },
              "callbacks": [ { "class": "EarlyStopping", "monitor": "val_loss", "patience": 5, "restoreBestWeights": true },
                             { "class": "ReduceLROnPlateau", "monitor": "val_loss", "factor": 0.2, "patience": 3, "minLr": 1e-7 },
                             { "class": "ModelCheckpoint", "monitor": "val_accuracy", "saveBestOnly": true } ],
              "precision": "float32", "seed": 0 }
            """;
        var spec = TrainingSpecJson.Parse(json).Value!;
        Assert.Empty(TrainingSpecValidator.Validate(spec));
        Assert.Equal((15, Unfreeze.Last(20), StrategyNames.FineTuning), (spec.TotalEpochs, spec.Stages[1].Unfreeze, StrategyNames.Of(spec)));
        Assert.Equal(TrainingSpecJson.Write(spec), TrainingSpecJson.Write(TrainingSpecJson.Parse(TrainingSpecJson.Write(spec)).Value!));
    }

    [Fact]
    public void WriteThenParse_ChangesNothing()
    {
        var unfreeze = Gen.OneOf(
            Gen.Const(Unfreeze.None),
            Gen.Const(Unfreeze.All),
            Gen.Int[1, 300].Select(Unfreeze.Last),
            Gen.Const(Unfreeze.From("block6a_expand_conv"))
        );
        var stage = Gen.Select(
            Gen.Int[1, 100],
            unfreeze,
            Gen.Double[1e-7, 1],
            (epochs, u, rate) =>
                new StageSpec
                {
                    Epochs = epochs,
                    Unfreeze = u,
                    Optimizer = new("Adam", ("learningRate", rate)),
                }
        );
        var spec = Gen.Select(
            stage.List[1, 4],
            Gen.Double[0, 0.9],
            Gen.Int[8, 512],
            Gen.Int,
            Gen.String[Gen.Char.AlphaNumeric, 0, 20],
            (stages, dropout, size, seed, path) =>
                new TrainingSpec
                {
                    Stages = stages,
                    Head = seed % 5 == 0 ? null : new() { Dropout = dropout, Hidden = [size] },
                    Data = new() { ImageSize = [size, size], Path = path },
                    Seed = Math.Abs(seed % 1000),
                    Backbone = seed % 2 == 0 ? new() { Name = "EfficientNetLite0" } : new() { File = "m.keras", Layer = LayerReference.Parse("-2") },
                    Callbacks = SpecPresets.Callbacks(),
                }
        );
        spec.Sample(
            s =>
            {
                var complete = TrainingSpecJson.WriteComplete(s);
                return TrainingSpecJson.WriteComplete(TrainingSpecJson.Parse(complete).Value!) == complete;
            },
            iter: 200
        );
    }
}
