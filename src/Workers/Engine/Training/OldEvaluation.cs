using System.Text.Json;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Tasks;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>Predictions of runs that left none in a file of their own: those of a classifier, in its evaluation.</summary>
internal static class OldEvaluation
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Predictions Predictions(string path)
    {
        var report = JsonSerializer.Deserialize<EvaluationReport>(File.ReadAllText(path), Json)!;
        return new Predictions(report.ClassNames, [.. report.Predictions.Select(said => new PredictionRow(said.File, [said.Actual], [.. said.Probabilities.Select(p => (double)p)]) { Fold = said.Fold })])
        {
            Loss = report.Loss,
            Epoch = report.Epoch,
            ModelFold = report.ModelFold,
        };
    }
}
