using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tests.Training;

public class TrainingSpecValidatorTests
{
    private static readonly TrainingSpec Good = SpecPresets.For(StrategyNames.FineTuning, "EfficientNetLite0", "pets");

    private static readonly Dictionary<string, TrainingSpec> Bad = new()
    {
        ["task"] = Good with { Task = "juggling" },
        ["data.validationSplit"] = Good with { Data = Good.Data with { ValidationSplit = 1 } },
        ["data.seed"] = Good with { Data = Good.Data with { Seed = -1 } },
        ["data.imageSize"] = Good with { Data = Good.Data with { ImageSize = [224] } },
        ["data.colorMode"] = Good with { Data = Good.Data with { ColorMode = "cmyk" } },
        ["data.interpolation"] = Good with { Data = Good.Data with { Interpolation = "lanczos" } },
        ["data.batchSize"] = Good with { Data = Good.Data with { BatchSize = 0 } },
        ["backbone"] = Good with
        {
            Backbone = new() { Name = "EfficientNetLite0", File = "m.keras" },
        },
        ["backbone.name"] = Good with { Backbone = new() { Name = "EfficientNetB99" } },
        ["backbone.weights"] = Good with
        {
            Backbone = new() { Name = "EfficientNetLite0", Weights = " " },
        },
        ["backbone.layer"] = Good with
        {
            Backbone = new() { Name = "EfficientNetLite0", Layer = LayerReference.Parse("-2") },
        },
        ["head"] = Good with { Head = null },
        ["head.pooling"] = Good with { Head = new() { Pooling = "median" } },
        ["head.dropout"] = Good with { Head = new() { Dropout = 1 } },
        ["head.hidden"] = Good with { Head = new() { Hidden = [0] } },
        ["head.activation"] = Good with { Head = new() { Activation = "lambda" } },
        ["head.l2"] = Good with { Head = new() { L2 = -0.1 } },
        ["stages"] = Good with { Stages = [] },
        ["stages[0].epochs"] = Good with { Stages = [new() { Epochs = 0 }] },
        ["stages[0].optimizer.class"] = Good with { Stages = [new() { Optimizer = new("Adamax2") }] },
        ["stages[0].optimizer.learningRate"] = Good with { Stages = [new() { Optimizer = new("Adam", ("learningRate", 0)) }] },
        ["stages[0].optimizer.momentum"] = Good with { Stages = [new() { Optimizer = new("Adam", ("momentum", 0.9)) }] },
        ["batchNormMode"] = Good with { BatchNormMode = "sometimes" },
        ["loss.class"] = Good with { Loss = new() { Class = "MeanSquaredError" } },
        ["stages[0].optimizer.learningRate.decaySteps"] = Good with { Stages = [Scheduled(new("CosineDecay", ("initialLearningRate", 0.1)))], Callbacks = [] },
        ["stages[0].optimizer.learningRate.class"] = Good with { Stages = [Scheduled(new("Cosine"))], Callbacks = [] },
        ["stages[0].optimizer.learningRate.values"] = Good with
        {
            Stages = [Scheduled(new("PiecewiseConstantDecay", ("boundaries", new[] { 1 }), ("values", new[] { 0.1 })))],
            Callbacks = [],
        },
        ["stages[0].optimizer.learningRate.boundaries"] = Good with
        {
            Stages = [Scheduled(new("PiecewiseConstantDecay", ("boundaries", new[] { 2, 1 }), ("values", new[] { 0.3, 0.2, 0.1 })))],
            Callbacks = [],
        },
        ["stages[1].optimizer.learningRate"] = Good with
        {
            Stages = [new(), Scheduled(new("CosineDecay", ("initialLearningRate", 0.1), ("decaySteps", 5)))],
            Callbacks = [new("ReduceLROnPlateau")],
        },
        ["stages[0].optimizer.gradientAccumulationSteps"] = Good with { Stages = [new() { Optimizer = new("Adam", ("gradientAccumulationSteps", 1)) }] },
        ["loss.alpha"] = Good with { Loss = new() { Alpha = 0.5 } },
        ["loss.gamma"] = Good with
        {
            Loss = new() { Class = "CategoricalFocalCrossentropy", Gamma = -1 },
        },
        ["loss.labelSmoothing"] = Good with { Loss = new() { LabelSmoothing = 1 } },
        ["loss.classWeight"] = Good with { Loss = new() { ClassWeight = "heavy" } },
        ["augmentation[0].factor"] = Good with { Augmentation = [new("RandomRotation", ("factor", 2))] },
        ["augmentation[0].kernelSize"] = Good with { Augmentation = [new("RandomGaussianBlur", ("kernelSize", 4))] },
        ["augmentation[0].scale"] = Good with { Augmentation = [new("RandomErasing", ("scale", 2))] },
        ["augmentation[0].class"] = Good with { Augmentation = [new("RandomExplosion")] },
        ["stages[0].unfreeze"] = Good with { Stages = [new() { Unfreeze = Unfreeze.All, Gradual = new() }] },
        ["stages[0].gradual.layers"] = Good with { Stages = [new() { Gradual = new() { Layers = 0 } }] },
        ["stages[0].gradual.everyEpochs"] = Good with { Stages = [new() { Gradual = new() { EveryEpochs = 0 } }] },
        ["callbacks[0].filename"] = Good with { Callbacks = [new("CSVLogger", ("filename", "../x.csv"))] },
        ["callbacks[0].logDir"] = Good with { Callbacks = [new("TensorBoard", ("logDir", "checkpoint"))] },
        ["callbacks[0].schedule"] = Good with { Callbacks = [new("LearningRateScheduler")] },
        ["callbacks[0].schedule.decayRate"] = Good with
        {
            Callbacks = [new("LearningRateScheduler", ("schedule", new ComponentSpec("ExponentialDecay", ("initialLearningRate", 0.1), ("decaySteps", 5))))],
        },
        ["callbacks[0].patience"] = Good with { Callbacks = [new("EarlyStopping", ("patience", 1.5))] },
        ["callbacks[0].monitor"] = Good with { Callbacks = [new("EarlyStopping", ("monitor", "f1"))] },
        ["data.labelMode"] = Good with { Data = Good.Data with { LabelMode = "text" } },
        ["data.sampling"] = Good with { Data = Good.Data with { Sampling = "stratified" } },
        ["data.classNames"] = Good with { Data = Good.Data with { ClassNames = ["cat", "dog", "cat"] } },
        ["loss.applyClassBalancing"] = Good with { Loss = new() { ApplyClassBalancing = true } },
        ["stages[0].layerRates"] = Good with { Stages = [new() { LayerRates = [] }] },
        ["stages[0].layerRates[0].from"] = Good with { Stages = [new() { LayerRates = [new() { Multiplier = 0.5 }] }] },
        ["stages[0].layerRates[0].multiplier"] = Good with { Stages = [new() { LayerRates = [new() { From = LayerReference.Parse("a"), Multiplier = -1 }] }] },
        ["stages[0].layerRates[1].from"] = Good with
        {
            Stages = [new() { LayerRates = [new() { From = LayerReference.Parse("-3") }, new() { From = LayerReference.Parse("-3") }] }],
        },
        ["crossValidation.folds"] = Good with { CrossValidation = new() { Folds = 1 } },
        ["precision"] = Good with { Precision = "float8" },
        ["data.letterbox"] = Good with { Data = Good.Data with { Letterbox = true, CropToAspectRatio = true } },
        ["rematerialization"] = Good with { Rematerialization = "activations" },
        ["seed"] = Good with { Seed = -1 },
    };

    private static StageSpec Scheduled(ComponentSpec schedule) => new() { Optimizer = new("Adam", ("learningRate", schedule)) };

    [Theory]
    [InlineData(2048, "rgb", 42, 43)]
    [InlineData(4096, "rgba", 7, 8)]
    [InlineData(1024, "grayscale", 511, 512)]
    public void Validate_OfABatchThatNoArrayHolds_NamesTheMost(int side, string mode, int most, int more)
    {
        TrainingSpec Of(int batch) => Good with { Data = Good.Data with { ImageSize = [side, side], ColorMode = mode, BatchSize = batch } };
        Assert.DoesNotContain(TrainingSpecValidator.Validate(Of(most)), problem => problem.Path == "data.batchSize");
        Assert.Contains(
            $"at most {most} ",
            Assert.Single(TrainingSpecValidator.Validate(Of(more)), problem => problem.Path == "data.batchSize").Sentence,
            StringComparison.Ordinal
        );
    }

    public static TheoryData<string> Paths => [.. Bad.Keys];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Validate_OneThingWrong_IsNamedWithWhatWasExpectedAndReceived(string path)
    {
        var problem = Assert.Single(TrainingSpecValidator.Validate(Bad[path]));
        Assert.Equal(path, problem.Path);
        Assert.StartsWith("Expected ", problem.Sentence, StringComparison.Ordinal);
        Assert.Contains("; received ", problem.Sentence);
    }

    [Theory]
    [InlineData("int", "SparseCategoricalCrossentropy", true)]
    [InlineData("int", "CategoricalCrossentropy", false)]
    [InlineData("int", "BinaryCrossentropy", true)]
    [InlineData("categorical", "SparseCategoricalCrossentropy", false)]
    [InlineData("categorical", "CategoricalFocalCrossentropy", true)]
    [InlineData("categorical", "BinaryCrossentropy", false)]
    [InlineData("binary", "BinaryFocalCrossentropy", true)]
    [InlineData("binary", "SparseCategoricalCrossentropy", false)]
    public void Validate_LossAgainstLabelMode(string mode, string loss, bool fits) =>
        Assert.Equal(
            fits ? [] : ["loss.class"],
            TrainingSpecValidator
                .Validate(
                    Good with
                    {
                        Data = Good.Data with { LabelMode = mode },
                        Loss = new() { Class = loss },
                    }
                )
                .Select(p => p.Path)
        );

    [Theory]
    [InlineData("SparseCategoricalCrossentropy", "int")]
    [InlineData("CategoricalCrossentropy", "categorical")]
    [InlineData("BinaryCrossentropy", "binary")]
    public void Complete_LabelModeLeftOut_IsTheLosss(string loss, string mode) =>
        Assert.Equal(mode, TrainingSpecJson.Complete(Good with { Loss = new() { Class = loss } }).Data.LabelMode);

    [Fact]
    public void Validate_ClassWeightsAndWeightedSampling_AreNotBothTaken() =>
        Assert.Equal(
            "loss.classWeight",
            Assert
                .Single(
                    TrainingSpecValidator.Validate(
                        Good with
                        {
                            Data = Good.Data with { Sampling = "weighted" },
                            Loss = new() { ClassWeight = "balanced" },
                        }
                    )
                )
                .Path
        );

    [Fact]
    public void Problems_ClassNames_AreToldInKerassWords()
    {
        var problem = Assert.Single(
            DatasetFit.Problems(Good with { Data = Good.Data with { ClassNames = ["dog", "cow"] } }, DatasetKinds.Class, ["cat", "dog"])
        );
        Assert.Equal(
            "The `class_names` passed did not match the names of the subdirectories of the target directory. Expected: ['cat', 'dog'] (or a subset of it), but received: class_names=['dog', 'cow']",
            problem.Sentence
        );
    }

    [Fact]
    public void Validate_AGradualStageOfTooManyParts_IsRefused() =>
        Assert.Equal("stages", Assert.Single(TrainingSpecValidator.Validate(Good with { Stages = [new() { Epochs = 21, Gradual = new() }] })).Path);

    [Theory]
    [InlineData(StrategyNames.FeatureExtraction)]
    [InlineData(StrategyNames.FineTuning)]
    [InlineData(StrategyNames.Everything)]
    [InlineData(StrategyNames.FromScratch)]
    public void Validate_EveryPreset_IsGoodAndIsItsStrategy(string strategy)
    {
        var spec = SpecPresets.For(strategy, "MobileNetV3Small", "pets");
        Assert.Empty(TrainingSpecValidator.Validate(spec));
        Assert.Equal(strategy, StrategyNames.Of(spec));
    }

    [Fact]
    public void Problem_IsSaidInTheReadersLanguage()
    {
        var problem = Assert.Single(TrainingSpecValidator.Validate(Good with { Data = Good.Data with { BatchSize = 0 } }));
        Assert.Equal("Expected data.batchSize to be a whole number from 1 to 4096; received 0.", problem.Sentence);
        Assert.Equal("data.batchSize 应为 1 到 4096 的整数；收到 0。", RefusalText.Of(problem.Reason, UserLanguage.Chinese));
    }
}
