using System.Text.Json;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tests.Training;

public sealed class SpecHashTests
{
    [Fact]
    public void Hash_IgnoresMembersAtTheirDefault_AndWhatMayDiffer()
    {
        var bare = Parse("""{ "backbone": { "name": "VGG16" } }""");
        Assert.Equal(SpecHash.Of(bare), SpecHash.Of(TrainingSpecJson.Parse(TrainingSpecJson.WriteComplete(bare)).Value!));
        Assert.Equal(SpecHash.Of(bare), SpecHash.Of(bare with { Data = bare.Data with { Path = "elsewhere" }, Rematerialization = "full" }));
        Assert.Equal(
            SpecHash.Of(Parse("""{ "task": "regression" }""")),
            SpecHash.Of(Parse("""{ "task": "regression", "data": { "standardizeTargets": null }, "loss": { "delta": 1 } }"""))
        );
    }

    [Theory]
    [InlineData("""{ "seed": 1 }""")]
    [InlineData("""{ "head": null }""")]
    [InlineData("""{ "head": { "dropout": 0.3 } }""")]
    [InlineData("""{ "data": { "batchSize": 31 } }""")]
    [InlineData("""{ "task": "multi-label-classification" }""")]
    [InlineData("""{ "task": "regression" }""")]
    [InlineData("""{ "task": "regression", "data": { "standardizeTargets": false } }""")]
    [InlineData("""{ "task": "regression", "loss": { "class": "Huber", "delta": 2 } }""")]
    public void Hash_OfWhatDecidesResults_Differs(string json)
    {
        Assert.NotEqual(SpecHash.Of(new TrainingSpec()), SpecHash.Of(Parse(json)));
        Assert.True(SpecHash.IsOf(SpecHash.Of(Parse(json)), Parse(json)));
        Assert.False(SpecHash.IsOf(SpecHash.Of(Parse(json)), new TrainingSpec()));
    }

    [Fact]
    public void Hash_OfFormat1_StaysWhatItWas()
    {
        // As it was of the default spec before members could be left out.
        Assert.True(SpecHash.IsOf(SpecHash.OfFormat1(new TrainingSpec()), new TrainingSpec()));
        var written = TrainingSpecJson.Write(SpecHash.Lasting(new TrainingSpec()));
        using var json = JsonDocument.Parse(written);
        Assert.Equal(
            ["task", "data", "backbone", "head", "augmentation", "stages", "continueOptimizer", "batchNormMode", "loss", "callbacks", "precision", "seed"],
            json.RootElement.EnumerateObject().Select(member => member.Name)
        );
        Assert.Equal(
            [
                "path",
                "validationSplit",
                "seed",
                "imageSize",
                "colorMode",
                "interpolation",
                "cropToAspectRatio",
                "batchSize",
                "shuffle",
                "labelMode",
                "sampling",
            ],
            json.RootElement.GetProperty("data").EnumerateObject().Select(member => member.Name)
        );
    }

    [Theory]
    [InlineData("""{ "data": { "standardizeTargets": true } }""", "standardizeTargets", 1)]
    [InlineData("{\n \"task\": \"multi-label-classification\",\n \"loss\": { \"delta\": 1 } }", "delta", 3)]
    [InlineData("{\n \"task\": \"regression\",\n \"data\": {\n \"delta\": 1 } }", "delta", 4)]
    [InlineData("""{ "task": "regression", "standardizeTargets": true }""", "standardizeTargets", 1)]
    [InlineData("""{ "task": "regression", "head": { "kind": "fcos" } }""", "kind", 1)]
    public void Member_OfAnotherTask_IsRefusedByName(string json, string name, int line) =>
        Assert.Equal($"Expected only known properties in the training spec; received \"{name}\" (line {line}).", TrainingSpecJson.Parse(json).Refusal);

    [Fact]
    public void Loss_OfATask_IsItsOwnByDefault()
    {
        Assert.Equal("BinaryCrossentropy", Parse("""{ "task": "multi-label-classification" }""").Loss.Class);
        Assert.Equal("MeanSquaredError", Parse("""{ "task": "regression", "loss": { "classWeight": "none" } }""").Loss.Class);
        Assert.Equal("FCOSLoss", Parse("""{ "task": "object-detection" }""").Loss.Class);
        Assert.Equal("SparseCategoricalCrossentropy", Parse("{}").Loss.Class);
    }

    [Theory]
    [InlineData(
        """{ "task": "translation" }""",
        "task",
        "Expected task to be one of image-classification, multi-label-classification, object-detection, regression, text-classification; received \"translation\"."
    )]
    [InlineData(
        """{ "task": "regression", "loss": { "class": "BinaryCrossentropy" } }""",
        "loss.class",
        "Expected loss.class to be one of MeanSquaredError, MeanAbsoluteError, Huber, LogCosh; received \"BinaryCrossentropy\"."
    )]
    [InlineData(
        """{ "task": "regression", "loss": { "class": "Huber", "delta": 0 } }""",
        "loss.delta",
        "Expected loss.delta to be a number above 0; received 0."
    )]
    [InlineData(
        """{ "task": "regression", "head": null, "backbone": { "file": "a.keras" }, "data": { "standardizeTargets": true } }""",
        "data.standardizeTargets",
        "Expected data.standardizeTargets to be false where the head is null: a file's own outputs are trained as they are; received true."
    )]
    [InlineData(
        """{ "task": "multi-label-classification", "loss": { "classWeight": "balanced" } }""",
        "loss.classWeight",
        "Expected loss.classWeight to be \"none\" where the task is multi-label-classification; received \"balanced\"."
    )]
    [InlineData(
        """{ "task": "object-detection", "head": { "kind": "anchors" } }""",
        "head.kind",
        "Expected head.kind to be one of fcos, simple; received \"anchors\"."
    )]
    [InlineData(
        """{ "task": "object-detection", "head": { "dropout": 0.5 } }""",
        "head.dropout",
        "Expected head.dropout to be left out where the task is object-detection; received 0.5."
    )]
    [InlineData(
        """{ "task": "object-detection", "head": { "scoreThreshold": 2 } }""",
        "head.scoreThreshold",
        "Expected head.scoreThreshold to be a number from 0 to 1; received 2."
    )]
    public void Part_OfATask_IsJudgedByIt(string json, string path, string sentence) =>
        Assert.Contains((path, sentence), TrainingSpecValidator.Validate(Parse(json)).Select(p => (p.Path, p.Sentence)));

    private static TrainingSpec Parse(string json) =>
        TrainingSpecJson.Parse(json) is { Value: { } spec } ? spec : throw new InvalidOperationException(TrainingSpecJson.Parse(json).Refusal);
}
