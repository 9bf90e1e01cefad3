using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Tests.CommandLine;
using MlOpsDashboard.Workers.Tests.Training;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Tasks;

/// <summary>Runs of several labels and of numbers, from a table to an answer.</summary>
public sealed class TaskRunTests
{
    internal const string Labels = "multi-label-classification",
        Numbers = "regression";

    [Theory]
    [InlineData(Labels, 1, 3)]
    [InlineData(Labels, 2, 2)]
    [InlineData(Numbers, 1, 3)]
    [InlineData(Numbers, 4, 4)]
    public void Run_StoppedWithinAnEpochAndResumed_EqualsTheUndisturbedRun(string task, int epoch, int step)
    {
        using var folder = new PictureFolder();
        SmallRun.AssertStoppedAndResumedIsTheSame(Spec(folder, task), folder.Out(""), epoch, step);
    }

    [Theory]
    [InlineData(Labels)]
    [InlineData(Numbers)]
    public async Task Model_OfAFile_AnswersAndIsJudgedAsInTraining(string task)
    {
        using var folder = new PictureFolder();
        var spec = Spec(folder, task);
        SmallRun.Run(spec, folder.Out("run"));
        var predictions = PredictionsFile.Read(folder.Out("run/predictions.jsonl"));
        var model = folder.Out("run/best.keras");
        var asked = await Commands.RunAsync("predict", "--model", model, "--input", folder.Pictures, "--json", "--threads", "1");
        Assert.True(asked.Code == 0, asked.People);
        // The file carries what stands beside it: alone, under another name and written again, it answers the same.
        var alone = Path.Combine(Directory.CreateDirectory(folder.Out("alone")).FullName, "mine.keras");
        Assert.Equal(0, (await Commands.RunAsync("convert", "--from", model, "--to", alone)).Code);
        foreach (var copies in (bool[])[false, true])
        {
            if (copies)
            {
                File.Copy(model, alone, overwrite: true);
            }
            var again = await Commands.RunAsync("predict", "--model", alone, "--input", folder.Pictures, "--json", "--threads", "1");
            Assert.Equal(asked.Output, again.Output);
        }
        var answers = JsonDocument
            .Parse(asked.Output)
            .RootElement.GetProperty("predictions")
            .EnumerateArray()
            .ToDictionary(p => p.GetProperty("file").GetString()!);
        var thresholds = JsonNode
            .Parse(File.ReadAllText(folder.Out("run/preprocessing.json")))!["decoding"]
            ?["thresholds"]?.AsArray()
            .Select(t => t!.GetValue<double>())
            .ToArray();
        foreach (var row in predictions.Rows)
        {
            var answer = answers[row.Name];
            if (task == Labels)
            {
                var probabilities = answer.GetProperty("probabilities").EnumerateArray().Select(p => p.GetDouble()).ToArray();
                Assert.Equal(row.Output, probabilities, (a, b) => Math.Abs(a - b) < 1e-5);
                Assert.Equal(
                    predictions.Names.Where((_, i) => probabilities[i] >= thresholds![i]),
                    answer.GetProperty("labels").EnumerateArray().Select(label => label.GetString()!)
                );
            }
            else
            {
                // In the targets' own units, though trained on standardised ones.
                Assert.Equal(
                    row.Output,
                    predictions.Names.Select(name => answer.GetProperty("values").GetProperty(name).GetDouble()),
                    (a, b) => Math.Abs(a - b) < 1e-3 * Math.Max(1, Math.Abs(a))
                );
            }
        }
        var table = spec.Data.Path;
        var only = Path.Combine(folder.Pictures, "validation.csv");
        var names = predictions.Rows.Select(row => row.Name).ToHashSet();
        File.WriteAllLines(only, File.ReadLines(table).Where((line, i) => i == 0 || names.Contains(line.Split(',')[0])));
        var judged = await Commands.RunAsync("evaluate", "--model", model, "--data", only, "--json", "--threads", "1");
        Assert.True(judged.Code == 0, judged.People);
        var (run, file) = (JsonNode.Parse(File.ReadAllText(folder.Out("run/evaluation.json")))!, JsonNode.Parse(judged.Output)!);
        Assert.Equal(run["task"]!.ToString(), file["task"]!.ToString());
        Assert.Equal(run["loss"]!.GetValue<double>(), file["loss"]!.GetValue<double>(), 1e-3);
        var metric = task == Labels ? "meanAveragePrecision" : "mae";
        Assert.Equal(
            run["metrics"]![metric]!.GetValue<double>(),
            file["metrics"]![metric]!.GetValue<double>(),
            1e-3 * Math.Max(1, Math.Abs(run["metrics"]![metric]!.GetValue<double>()))
        );
    }

    [Theory]
    [InlineData(Labels, "val_mean_average_precision")]
    [InlineData(Numbers, "val_pearson")]
    [InlineData("image-classification", "val_f1_macro")]
    public void MetricOfTheWholeSet_IsMonitored_AndStopsARunEarly(string task, string monitor)
    {
        using var folder = new PictureFolder();
        var spec = Spec(folder, task) with
        {
            Callbacks =
            [
                new ComponentSpec("EarlyStopping", ("monitor", monitor), ("patience", 0), ("minDelta", 1e9)),
                new ComponentSpec("ModelCheckpoint", ("monitor", monitor)),
            ],
        };
        var events = new List<RunEvent>();
        Assert.Equal("stopped_early", SmallRun.Run(spec with { Stages = [spec.Stages[0] with { Epochs = 6 }] }, folder.Out("run"), events: events).Status);
        var epochs = events.OfType<EpochEvent>().ToList();
        Assert.Equal(2, epochs.Count);
        Assert.All(epochs, e => Assert.NotNull(e.Metrics[monitor]));
        Assert.Equal(monitor, events.OfType<FinishedEvent>().Single().Monitor);
    }

    [Theory]
    [InlineData(Labels)]
    [InlineData(Numbers)]
    public void CrossValidation_JudgesEveryPictureOnce(string task)
    {
        using var folder = new PictureFolder();
        var spec = Spec(folder, task) with { CrossValidation = new CrossValidationSpec { Folds = 3 } };
        SmallRun.Run(spec with { Stages = [spec.Stages[0] with { Epochs = 1 }] }, folder.Out("run"));
        var predictions = PredictionsFile.Read(folder.Out("run/predictions.jsonl"));
        Assert.Equal(File.ReadLines(spec.Data.Path).Skip(1).Select(line => line.Split(',')[0]), predictions.Rows.Select(row => row.Name));
        Assert.Equal([0, 1, 2], predictions.Rows.Select(row => row.Fold!.Value).Distinct().Order());
        Assert.Equal(27, JsonNode.Parse(File.ReadAllText(folder.Out("run/evaluation.json")))!["samples"]!.GetValue<int>());
    }

    [Theory]
    [InlineData(Labels)]
    [InlineData(Numbers)]
    public void Run_WithMixingWeightsAndSparingMemory_GoesItsWay(string task)
    {
        using var folder = new PictureFolder();
        var spec = Spec(folder, task, weights: true) with
        {
            Augmentation = [new ComponentSpec("MixUp", ("alpha", 0.4)), new ComponentSpec("CutMix")],
            Rematerialization = "full",
            Precision = "mixed_bfloat16",
        };
        spec = spec with { Data = spec.Data with { Sampling = "weighted", Stratified = true } };
        Assert.Equal("completed", SmallRun.Run(spec, folder.Out("run")).Status);
    }

    [Theory]
    [InlineData("image-classification", Labels, "Expected one class each")]
    [InlineData("image-classification", Numbers, "Expected one class each")]
    [InlineData(Numbers, Labels, "Expected numbers (a table with a column for each)")]
    [InlineData(Labels, Numbers, "Expected labels (a table with the column labels, or class folders)")]
    public void Data_OfAnotherKind_IsRefusedInASentence(string task, string data, string sentence)
    {
        using var folder = new PictureFolder();
        var spec = Spec(folder, task) with { Data = Spec(folder, data).Data with { OfTask = null } };
        Assert.Contains(sentence, Assert.Throws<RefusedException>(() => SmallRun.Run(spec, folder.Out("run"))).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Out("run/checkpoint")));
    }

    [Fact]
    public void ClassFolders_AreLabelsToo()
    {
        using var folder = new PictureFolder();
        var spec = Spec(folder, Labels);
        var classes = spec with { Data = spec.Data with { Path = folder.Pictures }, Stages = [spec.Stages[0] with { Epochs = 1 }] };
        SmallRun.Run(classes, folder.Out("run"));
        var predictions = PredictionsFile.Read(folder.Out("run/predictions.jsonl"));
        Assert.Equal(["class0", "class1", "class2"], predictions.Names);
        Assert.All(predictions.Rows, row => Assert.Equal(1, row.Target.Sum()));
    }

    // Class 0 has no label, class 1 one, class 2 two; the number grows with the class, far from 0.
    internal static TrainingSpec Spec(PictureFolder folder, string task, bool weights = false)
    {
        var spec = SmallRun.Spec(folder) with { Task = task };
        if (task is not (Labels or Numbers))
        {
            return spec with { Loss = new LossSpec() };
        }
        string Row(int c, int i) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"class{c}/{i:D2}.png,{(task == Labels ? c switch { 0 => "", 1 => "warm", _ => "warm|bright" } : $"{1000 + (c * 50) + i},{-c}.5")}{(weights ? $",{1 + (i % 3)}" : "")}"
            );
        var table = Path.Combine(folder.Pictures, $"{(task == Labels ? "labels" : "numbers")}.csv");
        File.WriteAllLines(
            table,
            [(task == Labels ? "file,labels" : "file,size,tilt") + (weights ? ",weight" : ""), .. Enumerable.Range(0, 27).Select(k => Row(k / 9, k % 9))]
        );
        return spec with
        {
            Data = spec.Data with { Path = table },
            Loss = new LossSpec { Class = task == Labels ? "BinaryCrossentropy" : "Huber" },
        };
    }
}
