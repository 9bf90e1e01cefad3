using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.CommandLine;

/// <summary>The loss that <c>mlops evaluate</c> reports: the file's own, where it fits the outputs.</summary>
public sealed class EvaluateVerbTests
{
    [Theory]
    [InlineData(3, 3, "binary_crossentropy", "SparseCategoricalCrossentropy")]
    [InlineData(3, 3, "BinaryFocalCrossentropy", "SparseCategoricalCrossentropy")]
    [InlineData(3, 3, "sparse_categorical_crossentropy", null)]
    [InlineData(3, 3, "mean_squared_error", null)]
    [InlineData(2, 1, "sparse_categorical_crossentropy", "BinaryCrossentropy")]
    [InlineData(2, 1, "binary_crossentropy", null)]
    [InlineData(2, 2, "binary_crossentropy", "SparseCategoricalCrossentropy")]
    public async Task Loss_OfTheFile_IsUsedOnlyWhereItFits(int classes, int units, string stored, string? instead)
    {
        using var folder = new PictureFolder(classes, perClass: 4);
        using var scope = NewDisposeScope();
        using var names = NameScope.Begin();
        var input = InputLayer.Of(16, 16, 3).Output;
        var x = new Rescaling(1 / 255.0).Apply(input);
        using var network = new Network(input, new Dense(units, units == 1 ? "sigmoid" : "softmax").Apply(new GlobalAveragePooling2D().Apply(x)), "n");
        GoldenData.Fill(network);
        var path = folder.Out("n.keras");
        ModelFile.Save(network, path, new JsonObject { ["optimizer"] = "adam", ["loss"] = stored, ["metrics"] = new JsonArray("accuracy") }, null);
        var (code, output, people) = await Commands.RunAsync("evaluate", "--model", path, "--data", folder.Pictures, "--json", "--threads", "1");
        Assert.True(code == 0, people);
        Assert.Equal(instead is not null, people.Contains($"The loss is {instead}: the file's own", StringComparison.Ordinal));

        // The mean of -log p of the right class.
        var report = JsonDocument.Parse(output).RootElement;
        var expected = report.GetProperty("predictions").EnumerateArray().Average(p => -Math.Log(p.GetProperty("probabilities")[p.GetProperty("actual").GetInt32()].GetDouble()));
        Assert.Equal(expected, report.GetProperty("loss").GetDouble(), 1e-4);
    }
}
