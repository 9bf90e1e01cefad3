using System.Text.Json;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Activations;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Optimizers;
using MlOpsDashboard.Workers.Tests.CommandLine;
using MlOpsDashboard.Workers.Tests.Golden;
using MlOpsDashboard.Workers.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Tasks;

/// <summary>Several labels and numbers train as Keras trains them.</summary>
public sealed class TaskTrainingTests
{
    private const int BatchSize = 5;

    [Theory]
    [InlineData("multilabel_sigmoid", "multi-label-classification", 4, "sigmoid", """{ "class": "BinaryCrossentropy" }""")]
    [InlineData("multilabel_logits", "multi-label-classification", 4, "linear", """{ "class": "BinaryCrossentropy" }""")]
    [InlineData("multilabel_smoothing", "multi-label-classification", 4, "sigmoid", """{ "class": "BinaryCrossentropy", "labelSmoothing": 0.1 }""")]
    [InlineData("multilabel_focal", "multi-label-classification", 4, "sigmoid", """{ "class": "BinaryFocalCrossentropy", "applyClassBalancing": true }""")]
    [InlineData("regression_mse", "regression", 2, "linear", """{ "class": "MeanSquaredError" }""")]
    [InlineData("regression_mae", "regression", 2, "linear", """{ "class": "MeanAbsoluteError" }""")]
    [InlineData("regression_huber", "regression", 2, "linear", """{ "class": "Huber" }""")]
    [InlineData("regression_log_cosh", "regression", 2, "linear", """{ "class": "LogCosh" }""")]
    [InlineData("regression_one", "regression", 1, "linear", """{ "class": "MeanSquaredError" }""")]
    [InlineData("regression_sample_weight", "regression", 2, "linear", """{ "class": "MeanSquaredError" }""")]
    public void FourEpochs_EqualKeras(string name, string taskName, int units, string activation, string loss)
    {
        var golden = GoldenFile.Read("training/tasks.json");
        var run = golden.GetProperty("runs").GetProperty(name);
        var spec = TrainingSpecJson
            .Parse($$"""{ "task": "{{taskName}}", "loss": {{loss}}, "data": { {{(taskName == "regression" ? "\"standardizeTargets\": false" : "")}} } }""")
            .Value!;
        var task = TrainableTasks.Named(taskName);
        using var scope = NewDisposeScope();
        using var network = Network(units, activation);
        network.SyncRequiresGrad();
        using var optimizer = OptimizerFactory.Create(new ComponentSpec("Adam", ("learningRate", 0.01)));
        optimizer.Build(network.TrainableWeights);
        var (pictures, stored) = Data(golden, "train", taskName, units);
        var (others, answers) = Data(golden, "validation", taskName, units);
        var targets = task.Targets(spec, [.. Enumerable.Range(0, units).Select(i => $"t{i}")], stored);
        var objective = task.Objective(spec.Loss, targets, network, stored);
        var step = new TrainingStep(network, network.TrainableWeights, objective);
        var context = new CallContext { Training = true, BatchNormMode = BatchNormMode.Train };
        var weights =
            name == "regression_sample_weight"
                ? tensor(
                    Enumerable
                        .Range(0, stored.Count)
                        .Select(i => 0.5f + GoldenData.Uniform((ulong)golden.GetProperty("data").GetProperty("weight_u").GetInt64(), (ulong)i))
                        .ToArray()
                )
                : null;
        for (var epoch = 0; epoch < 4; epoch++)
        {
            var sums = new EpochSums();
            for (var start = 0; start < stored.Count; start += BatchSize)
            {
                var n = Math.Min(BatchSize, stored.Count - start);
                var result = step.Train(
                    new Batch([pictures.narrow(0, start, n)], targets.ToTensors([.. stored.Skip(start).Take(n)]), weights?.narrow(0, start, n)),
                    optimizer,
                    context
                );
                sums = sums.Add(result.Loss, result.Observed, n);
            }
            var judged = new EpochSums();
            for (var start = 0; start < answers.Count; start += BatchSize)
            {
                var n = Math.Min(BatchSize, answers.Count - start);
                var (result, _) = step.Judge(new Batch([others.narrow(0, start, n)], targets.ToTensors([.. answers.Skip(start).Take(n)])));
                judged = judged.Add(result.Loss, result.Observed, n);
            }
            var values = EpochValues.Of(task.Card, objective, sums, judged, new Predictions([], []), []);
            foreach (var metric in run.GetProperty("history").EnumerateObject())
            {
                Fidelity.Close(
                    FidelitySection.Training,
                    $"tasks: {name}",
                    metric.Name,
                    metric.Value[epoch].GetDouble(),
                    EpochValues.Named(values, metric.Name),
                    1e-4
                );
            }
        }
        foreach (var (weight, expected) in network.Weights.Zip(run.GetProperty("weights").EnumerateArray()))
        {
            Assert.Equal(expected.GetProperty("path").GetString(), weight.Path);
            Fidelity.Close(
                FidelitySection.Training,
                $"tasks: {name}",
                "weights at the end",
                GoldenFile.Floats(expected.GetProperty("first")),
                GoldenData.Values(weight.Value)[..expected.GetProperty("first").GetArrayLength()],
                1e-3
            );
        }
    }

    [Theory]
    [InlineData("labels")]
    [InlineData("labels_smoothing")]
    [InlineData("labels_focal")]
    [InlineData("numbers_mse")]
    [InlineData("numbers_mae")]
    [InlineData("numbers_huber")]
    public async Task History_OfAFileTrainedOn_EqualsKeras(string name)
    {
        var golden = GoldenFile.Read("carry_on_tasks/expected.json");
        var run = golden.GetProperty("cases").GetProperty(name);
        using var folder = new PictureFolder(classes: 0);
        // As a person has them: everything in one folder.
        var spec = Path.Combine(GoldenFile.Path("carry_on_tasks"), $".{Guid.NewGuid():N}.json");
        File.WriteAllText(spec, run.GetProperty("spec").GetRawText());
        try
        {
            var (code, output, people) = await Commands.RunAsync("train", "--spec", spec, "--out", folder.Out("out"), "--threads", "1", "--features", "none");
            Assert.True(code == 0, people);
            Assert.Contains("\"kind\":\"epoch\"", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(spec);
        }
        var history = JsonDocument.Parse(File.ReadAllText(folder.Out("out/history.json"))).RootElement.GetProperty("history");
        foreach (var metric in run.GetProperty("history").EnumerateObject())
        {
            foreach (
                var (expected, actual, epoch) in metric.Value.EnumerateArray().Zip(history.GetProperty(metric.Name).EnumerateArray(), Enumerable.Range(0, 4))
            )
            {
                Fidelity.Close(
                    FidelitySection.Training,
                    $"carry on: {name}",
                    metric.Name,
                    expected.GetDouble(),
                    actual.GetDouble(),
                    epoch == 0 && metric.Name == "loss" ? 1e-5 : 1e-3,
                    floor: 1e-3
                );
            }
        }
        var judged = await Commands.RunAsync(
            "predict",
            "--model",
            folder.Out("out/last.keras"),
            "--input",
            GoldenFile.Path("carry_on_tasks/pictures"),
            "--json",
            "--threads",
            "1"
        );
        Assert.True(judged.Code == 0, judged.People);
        var answers = JsonDocument
            .Parse(judged.Output)
            .RootElement.GetProperty("predictions")
            .EnumerateArray()
            .ToDictionary(p => p.GetProperty("file").GetString()!);
        var validation = File.ReadLines(GoldenFile.Path($"carry_on_tasks/{(name.StartsWith("labels", StringComparison.Ordinal) ? "labels" : "numbers")}.csv"))
            .Where(line => line.EndsWith("validation", StringComparison.Ordinal))
            .Select(line => line.Split(',')[0].Split('/')[1]);
        foreach (var (file, expected) in validation.Zip(run.GetProperty("predict_validation").EnumerateArray()))
        {
            var answer = answers[file];
            var numbers = answer.TryGetProperty("probabilities", out var probabilities)
                ? GoldenFile.Floats(probabilities)
                : [.. answer.GetProperty("values").EnumerateObject().Select(value => value.Value.GetSingle())];
            Fidelity.Close(FidelitySection.Training, $"carry on: {name}", "predictions", GoldenFile.Floats(expected), numbers, 1e-3);
        }
    }

    private static Network Network(int units, string activation)
    {
        using var names = NameScope.Begin();
        var input = InputLayer.Of(16, 16, 3).Output;
        var x = input;
        foreach (var (filters, k) in new[] { (8, 0), (12, 1) })
        {
            x = new MaxPooling2D(2).Apply(new Activation("relu").Apply(new Conv2D(filters, 3, padding: "same", name: $"c{k}").Apply(x)));
        }
        var network = new Network(
            input,
            new Dense(units, activation, name: "d1").Apply(new Dense(10, "relu", name: "d0").Apply(new GlobalAveragePooling2D().Apply(x)))
        );
        GoldenData.Fill(network, 900);
        return network;
    }

    private static (Tensor Pictures, IReadOnlyList<IReadOnlyList<double>> Targets) Data(JsonElement golden, string part, string task, int units)
    {
        var data = golden.GetProperty("data");
        var (seed, n) = (data.GetProperty(part).GetProperty("image_seed").GetInt64(), data.GetProperty(part).GetProperty("n").GetInt32());
        var stored = data.GetProperty((task == "regression" ? "regression" : "multilabel") + (part == "train" ? "" : "_validation"));
        return (
            GoldenData.Image((ulong)seed, n, 16, 16, 3) / 255f,
            [.. stored.EnumerateArray().Select(row => (IReadOnlyList<double>)[.. row.EnumerateArray().Take(units).Select(value => value.GetDouble())])]
        );
    }
}
