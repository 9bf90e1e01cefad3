using System.Text.Json;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

/// <summary>A one-unit network that Keras trained from logits.</summary>
public sealed class LogitCaseTests
{
    [Theory]
    [InlineData("cat")]
    [InlineData("dog")]
    public async Task Predict_GivesClassAndProbabilitiesOfKeras(string picture)
    {
        var folder = Repository.Cases("logits_predict");
        var expected = JsonDocument
            .Parse(await File.ReadAllTextAsync(Path.Combine(folder, "expected.json"), TestContext.Current.CancellationToken))
            .RootElement.GetProperty(picture)
            .GetProperty("lg_bin.keras");
        var (code, output, people) = await Commands.RunAsync(
            "predict",
            "--model",
            Path.Combine(folder, "lg_bin.keras"),
            "--input",
            Path.Combine(folder, picture + ".png"),
            "--json"
        );
        Assert.True(code == 0, people);
        var prediction = Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("predictions").EnumerateArray());
        Assert.Equal(
            expected.GetProperty("class").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture),
            prediction.GetProperty("class").GetString()
        );
        Assert.All(
            GoldenFile.Floats(expected.GetProperty("probabilities")).Zip(GoldenFile.Floats(prediction.GetProperty("probabilities"))),
            p => Assert.Equal(p.First, p.Second, 1e-4)
        );
    }
}
