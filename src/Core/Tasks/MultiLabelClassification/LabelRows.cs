using System.Text.Json.Nodes;

namespace MlOpsDashboard.Core.Tasks.MultiLabelClassification;

/// <summary>Predictions of several labels, read and checked.</summary>
internal sealed class LabelRows
{
    /// <exception cref="RefusedException">A row is none of several labels with these names.</exception>
    public LabelRows(Predictions predictions, JsonObject? decoding)
    {
        Labels = predictions.Names.Count;
        KnowsProbabilities = !RowChecks.OutputsAreAnswers(decoding);
        RowChecks.Require(predictions, Labels, n => n == Labels, RowChecks.Many(KnowsProbabilities ? "probabilities" : "answers", Labels));
        Truth = [.. predictions.Rows.Select((row, i) => Flags(predictions, i, row.Target, "predictions.expected.targetFlags"))];
        Outputs = [.. predictions.Rows.Select(row => row.Output.ToArray())];
        if (!KnowsProbabilities)
        {
            Predicted = [.. predictions.Rows.Select((row, i) => Flags(predictions, i, row.Output, "predictions.expected.answerFlags"))];
            return;
        }
        Fitted = LabelThresholds.Of(decoding, Labels);
        Predicted = At(Thresholds);
    }

    public int Labels { get; }

    public int Count => Truth.Length;

    public bool KnowsProbabilities { get; }

    public bool[][] Truth { get; }

    /// <summary>[rows][labels].</summary>
    public double[][] Outputs { get; }

    public bool[][] Predicted { get; }

    /// <summary>The decoding's thresholds; null where it has none.</summary>
    public double[]? Fitted { get; }

    public double[] Thresholds => Fitted ?? [.. Enumerable.Repeat(LabelThresholds.Default, Labels)];

    /// <summary>What is predicted from these thresholds on.</summary>
    public bool[][] At(double[] thresholds) => [.. Outputs.Select(row => row.Select((p, c) => p >= thresholds[c]).ToArray())];

    /// <summary>As Keras's metrics have it, whose threshold of 0.5 is exceeded.</summary>
    public bool[][] AboveHalf() => [.. Outputs.Select(row => Array.ConvertAll(row, p => p > LabelThresholds.Default))];

    private static bool[] Flags(Predictions predictions, int row, IReadOnlyList<double> values, string expected) =>
        [
            .. values.Select(v =>
                v switch
                {
                    0 => false,
                    1 => true,
                    _ => throw RowChecks.Refused(predictions, row, new(expected), RowChecks.Text(v)),
                }
            ),
        ];
}
