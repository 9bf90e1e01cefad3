using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Workers.Jobs.Models;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

public sealed class ParityCheckTests
{
    private static readonly Predictions Expected = new(["cat", "dog"], [new("cat/1.png", [0], [0.9, 0.1]), new("dog/2.png", [1], [1e-9, 1])]);

    [Fact]
    public void Compare_WhenTheNumbersAgree_SaysHowWell()
    {
        var parity = Compare("image-classification", Expected, Json(0.90001, 0.0999999)).Value!;
        Assert.Equal(2, parity.Pictures);
        Assert.InRange(parity.LargestDifference, 1e-6, 1e-4);
        Assert.StartsWith("2 pictures, largest relative difference", parity.Sentence);
    }

    [Fact]
    public void Compare_WhenTheNumbersDiffer_NamesThePicture()
    {
        var refusal = Compare("image-classification", Expected, Json(0.85, 0.15)).Refusal!;
        Assert.Contains("for cat/1.png training gave 0.9000, 0.1000, the stored preprocessing and model give 0.8500, 0.1500", refusal);
    }

    [Fact]
    public void Compare_WhenOnlyASmallProbabilityDiffers_IsStillRefused() =>
        Assert.False(
            Compare(
                "image-classification",
                Of(["cat", "dog"], [0], [0.999, 0.001]),
                """{"predictions":[{"file":"000.png","probabilities":[0.9992,0.0008]}]}"""
            ).IsDone
        );

    [Fact]
    public void Compare_WhenTheClassesAreOthers_IsRefused() =>
        Assert.Contains("the stored preprocessing names dog, cat", Compare("image-classification", Expected, Json(0.9, 0.1, "[\"dog\",\"cat\"]")).Refusal);

    [Fact]
    public void Compare_WhenAPictureOrANumberIsMissing_IsRefused()
    {
        Assert.Contains(
            "no prediction for dog/2.png",
            Compare("image-classification", Expected, """{"predictions":[{"file":"000.png","probabilities":[0.9,0.1]}]}""").Refusal
        );
        Assert.Contains(
            "give 0.9000, 0.0500, 0.0500",
            Compare(
                "image-classification",
                Of(["cat", "dog"], [0], [0.9, 0.1]),
                """{"predictions":[{"file":"000.png","probabilities":[0.9,0.05,0.05]}]}"""
            ).Refusal
        );
        Assert.Contains(
            "give no numbers",
            Compare("regression", Of(["size"], [1], [1]), """{"predictions":[{"file":"000.png","values":{"size":null}}]}""").Refusal
        );
    }

    // One sigmoid unit is kept as one number; the answer has both classes.
    [Fact]
    public void Compare_OfOneSigmoidUnit_ComparesBothClasses()
    {
        Assert.True(
            Compare("image-classification", Of(["cat", "dog"], [1], [0.75]), """{"predictions":[{"file":"000.png","probabilities":[0.25,0.75]}]}""").IsDone
        );
        Assert.False(
            Compare("image-classification", Of(["cat", "dog"], [1], [0.75]), """{"predictions":[{"file":"000.png","probabilities":[0.75,0.25]}]}""").IsDone
        );
    }

    [Theory]
    [InlineData("0.9,0.2", true)]
    [InlineData("0.90001,0.2", true)]
    [InlineData("0.9,0.201", false)]
    [InlineData("0.901,0.2", false)]
    public void Compare_OfLabels_ComparesEachProbability(string probabilities, bool agrees) =>
        Assert.Equal(
            agrees,
            Compare(
                "multi-label-classification",
                Of(["red", "round"], [1, 0], [0.9, 0.2]),
                $$"""{"predictions":[{"file":"000.png","labels":["red"],"probabilities":[{{probabilities}}]}]}"""
            ).IsDone
        );

    // A thousandth of a gram is nothing where weights spread over kilograms, and much where they spread over milligrams.
    [Theory]
    [InlineData(1000.0, true)]
    [InlineData(0.001, false)]
    public void Compare_OfNumbers_IsRelativeToTheirSpread(double spread, bool agrees) =>
        Assert.Equal(
            agrees,
            ParityCheck
                .Compare(
                    TaskCards.Find("regression")!,
                    new(["grams"], [new("a.png", [0], [0]), new("b.png", [spread], [spread])]),
                    [0],
                    """{"classes":["grams"],"predictions":[{"file":"000.png","values":{"grams":0.001}}]}"""
                )
                .IsDone
        );

    private static Predictions Of(string[] names, double[] target, double[] output) => new(names, [new("a.png", target, output)]);

    private static Outcome<Parity> Compare(string task, Predictions expected, string json) =>
        ParityCheck.Compare(TaskCards.Find(task)!, expected, [.. Enumerable.Range(0, expected.Rows.Count)], json);

    private static string Json(double cat, double dog, string classes = "[\"cat\",\"dog\"]") =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $$"""{"classes":{{classes}},"predictions":[{"file":"/x/001.png","probabilities":[2e-9,1.0]},{"file":"/x/000.png","probabilities":[{{cat}},{{dog}}]}]}"""
        );
}
