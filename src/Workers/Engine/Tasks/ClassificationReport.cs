using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Tasks;

/// <summary>
/// Judges a classifier's probabilities: confusion, precision, recall and F1 as scikit-learn defines them (undefined ones are null, never 0),
/// and the expected calibration error over 15 bins of the largest probability (Guo et al., 2017).
/// </summary>
public static class ClassificationReport
{
    private const int Bins = 15;

    /// <param name="files">The pictures with their true classes.</param>
    /// <param name="probabilities">[pictures][classes].</param>
    /// <param name="loss">Mean loss, or null.</param>
    /// <param name="epoch">Epoch of the weights, or null.</param>
    public static EvaluationReport Of(LabelledFiles files, IReadOnlyList<float[]> probabilities, double? loss, int? epoch)
        => Of(files.ClassNames, [.. files.Files.Select(f => f.Path)], [.. files.Files.Select(f => f.Label)], [.. probabilities.Select(p => Array.ConvertAll(p, x => (double)x))], loss, epoch);

    /// <summary>The same on numbers in double precision.</summary>
    public static EvaluationReport Of(
        IReadOnlyList<string> classNames, IReadOnlyList<string> names, IReadOnlyList<int> actual, IReadOnlyList<double[]> probabilities, double? loss, int? epoch)
    {
        var classes = classNames.Count;
        int[] predicted = [.. probabilities.Select(ArgMax)];
        var confusion = new int[classes][];
        for (var c = 0; c < classes; c++)
        {
            confusion[c] = new int[classes];
        }
        for (var i = 0; i < predicted.Length; i++)
        {
            confusion[actual[i]][predicted[i]]++;
        }
        ClassReport[] perClass = [.. Enumerable.Range(0, classes).Select(c => ClassOf(classNames[c], confusion, c))];
        double[] confidence = [.. probabilities.Select((row, i) => row[predicted[i]])];
        bool[] right = [.. predicted.Select((p, i) => p == actual[i])];
        return new EvaluationReport(
            "image-classification",
            classNames,
            predicted.Length,
            loss is { } value && double.IsFinite(value) ? loss : null,
            predicted.Length == 0 ? null : (double)right.Count(r => r) / predicted.Length,
            epoch,
            confusion,
            perClass,
            Average(perClass, _ => 1),
            Average(perClass, c => c.Support),
            CalibrationOf(confidence, right),
            [.. predicted.Select((p, i) => new PicturePrediction(names[i], actual[i], p, confidence[i], Array.ConvertAll(probabilities[i], x => (float)x)))]);
    }

    /// <summary>Index of the largest; the first of equals.</summary>
    public static int ArgMax(double[] values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private static ClassReport ClassOf(string name, int[][] confusion, int c)
    {
        var hits = confusion[c][c];
        var support = confusion[c].Sum();
        var claimed = confusion.Sum(row => row[c]);
        return new ClassReport(
            name,
            claimed == 0 ? null : (double)hits / claimed,
            support == 0 ? null : (double)hits / support,
            claimed + support == 0 ? null : 2.0 * hits / (claimed + support),
            support);
    }

    // scikit-learn's zero_division=0: what is not defined counts as 0 in a mean over classes.
    private static AverageReport Average(ClassReport[] classes, Func<ClassReport, double> weight)
    {
        var total = classes.Sum(weight);
        double? Mean(Func<ClassReport, double?> value) => total == 0 ? null : classes.Sum(c => weight(c) * (value(c) ?? 0)) / total;
        return new AverageReport(Mean(c => c.Precision), Mean(c => c.Recall), Mean(c => c.F1));
    }

    private static Calibration CalibrationOf(double[] confidence, bool[] right)
    {
        var bins = Enumerable.Range(0, Bins).Select(k =>
        {
            var (from, to) = (k / (double)Bins, (k + 1) / (double)Bins);
            int[] inside = [.. Enumerable.Range(0, confidence.Length).Where(i => (confidence[i] > from || (k == 0 && confidence[i] == 0)) && confidence[i] <= to)];
            return inside.Length == 0
                ? new CalibrationBin(from, to, 0, null, null)
                : new CalibrationBin(from, to, inside.Length, inside.Average(i => confidence[i]), inside.Average(i => right[i] ? 1.0 : 0.0));
        }).ToArray();
        double? error = confidence.Length == 0
            ? null
            : bins.Where(bin => bin.Count > 0).Sum(bin => (double)bin.Count / confidence.Length * Math.Abs(bin.Accuracy!.Value - bin.MeanConfidence!.Value));
        return new Calibration(error, bins);
    }
}
