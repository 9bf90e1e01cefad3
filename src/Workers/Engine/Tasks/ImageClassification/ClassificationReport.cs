using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.ImageClassification;
using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;

/// <summary>A classifier's report (<see cref="ImageClassificationReport"/>) from probabilities and the pictures they are of.</summary>
public static class ClassificationReport
{
    /// <param name="files">The pictures with their true classes.</param>
    /// <param name="probabilities">[pictures][classes].</param>
    /// <param name="loss">Mean loss, or null.</param>
    /// <param name="epoch">Epoch of the weights, or null.</param>
    public static EvaluationReport Of(LabelledFiles files, IReadOnlyList<float[]> probabilities, double? loss, int? epoch) =>
        Of(
            files.ClassNames,
            [.. files.Files.Select(f => f.Path)],
            [.. files.Files.Select(f => f.Label)],
            [.. probabilities.Select(p => Array.ConvertAll(p, x => (double)x))],
            loss,
            epoch
        );

    /// <summary>The same on numbers in double precision.</summary>
    public static EvaluationReport Of(
        IReadOnlyList<string> classNames,
        IReadOnlyList<string> names,
        IReadOnlyList<int> actual,
        IReadOnlyList<double[]> probabilities,
        double? loss,
        int? epoch
    )
    {
        var rows = probabilities.Select((row, i) => new PredictionRow(names[i], [actual[i]], row)).ToList();
        return new ImageClassificationReport(new Predictions(classNames, rows) { Loss = loss, Epoch = epoch }, null).Document();
    }
}
