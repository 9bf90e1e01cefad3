using System.Text.Json.Nodes;

namespace MlOpsDashboard.Core.Tasks.ImageClassification;

/// <summary>A classifier's predictions, read and checked: true and predicted classes, and probabilities where they are known.</summary>
internal sealed class ClassRows
{
    /// <exception cref="RefusedException">A row is none of a classifier's with these classes.</exception>
    public ClassRows(Predictions predictions, JsonObject? decoding)
    {
        Classes = predictions.Names.Count;
        var answers = RowChecks.OutputsAreAnswers(decoding);
        RowChecks.Require(
            predictions,
            1,
            answers ? n => n == 1 : n => n == Classes || (n == 1 && Classes == 2),
            answers ? new("predictions.expected.classNumber")
                : Classes == 2 ? new("predictions.expected.two")
                : RowChecks.Many("probabilities", Classes)
        );
        Actual = [.. predictions.Rows.Select((row, i) => Class(predictions, i, row.Target[0]))];
        if (answers)
        {
            Predicted = [.. predictions.Rows.Select((row, i) => Class(predictions, i, row.Output[0]))];
            return;
        }
        var temperature = Temperature.Of(decoding);
        Probabilities =
        [
            .. predictions.Rows.Select(row => Temperature.Scale(row.Output is [var second] ? [1 - second, second] : [.. row.Output], temperature)),
        ];
        Predicted = [.. Probabilities.Select(ArgMax)];
    }

    public int Classes { get; }

    public int Count => Actual.Length;

    public int[] Actual { get; }

    /// <summary>The most probable class; of equals the first.</summary>
    public int[] Predicted { get; }

    /// <summary>[rows][classes]; null where only answers are known.</summary>
    public double[][]? Probabilities { get; }

    private static int ArgMax(double[] values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            best = values[i] > values[best] ? i : best;
        return best;
    }

    private int Class(Predictions predictions, int row, double value) =>
        value >= 0 && value < Classes && value == Math.Floor(value)
            ? (int)value
            : throw RowChecks.Refused(predictions, row, new("predictions.expected.classFrom", ("most", $"{Classes - 1}")), RowChecks.Text(value));
}
