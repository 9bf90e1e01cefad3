using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Workers.Jobs.Models;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Jobs;

public sealed class ParityCheckTests
{
    private static readonly PicturePrediction[] Expected = [new("cat/1.png", 0, 0, 0.9, [0.9f, 0.1f]), new("dog/2.png", 1, 1, 0.999999999, [1e-9f, 1f])];

    [Fact]
    public void Compare_WhenTheNumbersAgree_SaysHowWell()
    {
        var parity = ParityCheck.Compare(Expected, Json(0.90001, 0.0999999), ["cat", "dog"]).Value!;
        Assert.Equal(2, parity.Pictures);
        Assert.InRange(parity.LargestDifference, 1e-6, 1e-4);
        Assert.StartsWith("2 pictures, largest log-probability difference", parity.Sentence);
    }

    [Fact]
    public void Compare_WhenTheNumbersDiffer_NamesThePicture()
    {
        var refusal = ParityCheck.Compare(Expected, Json(0.85, 0.15), ["cat", "dog"]).Refusal!;
        Assert.Contains("cat/1.png", refusal);
        Assert.Contains("cat 0.9000", refusal);
        Assert.Contains("cat 0.8500", refusal);
    }

    [Fact]
    public void Compare_WhenOnlyASmallProbabilityDiffers_IsStillRefused() =>
        Assert.False(ParityCheck.Compare([new("a.png", 0, 0, 0.999, [0.999f, 0.001f])], """{"predictions":[{"file":"000.png","probabilities":[0.9992,0.0008]}]}""", ["cat", "dog"]).IsDone);

    [Fact]
    public void Compare_WhenTheClassesAreOthers_IsRefused() =>
        Assert.Contains("the stored preprocessing names dog, cat", ParityCheck.Compare(Expected, Json(0.9, 0.1, "[\"dog\",\"cat\"]"), ["cat", "dog"]).Refusal);

    [Fact]
    public void Compare_WhenAPictureIsMissingOrNotFinite_IsRefused()
    {
        Assert.Contains("no prediction for dog/2.png", ParityCheck.Compare(Expected, """{"predictions":[{"file":"000.png","probabilities":[0.9,0.1]}]}""", ["cat", "dog"]).Refusal);
        Assert.Contains("received 3", ParityCheck.Compare([Expected[0]], """{"predictions":[{"file":"000.png","probabilities":[0.9,0.05,0.05]}]}""", ["cat", "dog"]).Refusal);
    }

    private static string Json(double cat, double dog, string classes = "[\"cat\",\"dog\"]") =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $$"""{"classes":{{classes}},"predictions":[{"file":"/x/001.png","probabilities":[2e-9,1.0]},{"file":"/x/000.png","probabilities":[{{cat}},{{dog}}]}]}""");
}
