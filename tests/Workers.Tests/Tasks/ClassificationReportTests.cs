using System.Text.Json;
using MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Tasks;

public sealed class ClassificationReportTests
{
    [Fact]
    public void Report_OnKnownProbabilities_EqualsScikitLearn()
    {
        var files = Directory.GetFiles(GoldenFile.Path("metrics/classification"), "*.json");
        Assert.True(files.Length >= 9);
        foreach (var file in files)
        {
            Check(GoldenFile.Read(Path.Combine("metrics", "classification", Path.GetFileName(file))), Path.GetFileName(file));
        }
    }

    [Fact]
    public void Report_WithoutPictures_LeavesWhatIsUndefinedNull()
    {
        var report = ClassificationReport.Of(["a", "b"], [], [], [], double.NaN, null);
        Assert.Null(report.Accuracy);
        Assert.Null(report.Loss);
        Assert.Null(report.Macro.F1 is 0 ? null : report.Macro.F1);
        Assert.Null(report.Calibration.ExpectedCalibrationError);
        Assert.All(report.PerClass, c => Assert.Null(c.Precision));
    }

    private static void Check(JsonElement golden, string name)
    {
        var expected = golden.GetProperty("expected");
        var actual = golden.GetProperty("y_true").EnumerateArray().Select(e => e.GetInt32()).ToArray();
        var probabilities = golden.GetProperty("y_prob").EnumerateArray().Select(row => row.EnumerateArray().Select(p => p.GetDouble()).ToArray()).ToArray();
        var classes = Enumerable.Range(0, golden.GetProperty("classes").GetInt32()).Select(c => $"c{c}").ToArray();
        var report = ClassificationReport.Of(classes, [.. actual.Select((_, i) => $"{i}")], actual, probabilities, null, null);
        Assert.Equal(expected.GetProperty("y_pred").EnumerateArray().Select(e => e.GetInt32()), report.Predictions.Select(p => p.Predicted));
        Fidelity.Close(FidelitySection.Evaluation, name, "accuracy", expected.GetProperty("accuracy").GetDouble(), report.Accuracy!.Value, 1e-9);
        Assert.Equal(
            expected.GetProperty("confusion").EnumerateArray().Select(row => row.EnumerateArray().Select(e => e.GetInt32()).ToArray()),
            report.ConfusionMatrix.Select(row => row.ToArray())
        );
        foreach (
            var (key, value) in new (string, Func<Core.Evaluation.ClassReport, double?>)[]
            {
                ("precision", c => c.Precision),
                ("recall", c => c.Recall),
                ("f1", c => c.F1),
                ("support", c => c.Support),
            }
        )
        {
            // scikit-learn writes 0 where a share is not defined; here it is null.
            var per = expected.GetProperty("per_class").GetProperty(key).EnumerateArray().Select(e => e.GetDouble()).ToArray();
            Fidelity.Check(
                FidelitySection.Evaluation,
                name,
                $"{key} of each class",
                report.PerClass.Zip(per, (c, e) => Math.Abs((value(c) ?? 0) - e)).Max(),
                1e-6
            );
        }
        foreach (var (key, average) in new[] { ("macro", report.Macro), ("weighted", report.Weighted) })
        {
            Assert.Equal(expected.GetProperty(key).GetProperty("precision").GetDouble(), average.Precision!.Value, 1e-6);
            Assert.Equal(expected.GetProperty(key).GetProperty("recall").GetDouble(), average.Recall!.Value, 1e-6);
            Assert.Equal(expected.GetProperty(key).GetProperty("f1").GetDouble(), average.F1!.Value, 1e-6);
        }
        var calibration = expected.GetProperty("calibration");
        Assert.Equal(calibration.GetProperty("count").EnumerateArray().Select(e => e.GetInt32()), report.Calibration.Bins.Select(b => b.Count));
        Fidelity.Close(
            FidelitySection.Evaluation,
            name,
            "calibration error",
            calibration.GetProperty("ece").GetDouble(),
            report.Calibration.ExpectedCalibrationError!.Value,
            1e-6
        );
    }
}
