using MlOpsDashboard.Registry.Models;

namespace MlOpsDashboard.Registry.Tests.Models;

public sealed class PreprocessingStepsTests
{
    [Theory]
    [InlineData("", "64 x 48 px, bilinear")]
    [InlineData(", \"cropToAspectRatio\": true", "64 x 48 px, bilinear, cropped to the aspect ratio")]
    [InlineData(", \"letterbox\": true", "64 x 48 px, bilinear, whole with a border")]
    public void Resize_SaysWhatBecomesOfTheAspectRatio(string member, string words) =>
        Assert.Equal(words, PreprocessingSteps.Of($$"""{ "imageSize": [64, 48]{{member}} }""").Single(step => step.Name == "resize").Detail);
}
