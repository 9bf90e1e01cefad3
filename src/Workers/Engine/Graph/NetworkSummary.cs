using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>A network as <c>model.summary()</c> of Keras 3 prints it: a table of layers, shapes and parameters, and the totals.</summary>
internal static class NetworkSummary
{
    public static string Of(Network network)
    {
        var branches =
            network is not Sequential && network.Nodes.Any(node => node.Inputs.Count > 1)
            || network.Nodes.GroupBy(node => node.Layer).Any(calls => calls.Count() > 1);
        var rows = new List<string[]> { Header(branches) };
        rows.AddRange(network.Layers.Select(layer => Row(network, layer, branches)));
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];

        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Model: \"{network.Name}\"");
        text.AppendLine(Rule('┏', '━', '┳', '┓', widths));
        for (var i = 0; i < rows.Count; i++)
        {
            var edge = i == 0 ? '┃' : '│';
            text.Append(edge);
            for (var column = 0; column < widths.Length; column++)
            {
                // Numbers of parameters stand to the right, as in Keras.
                var cell = column == 2 && i > 0 ? rows[i][column].PadLeft(widths[column]) : rows[i][column].PadRight(widths[column]);
                text.Append(' ').Append(cell).Append(' ').Append(edge);
            }

            text.AppendLine();
            text.AppendLine(
                i == 0 ? Rule('┡', '━', '╇', '┩', widths)
                : i == rows.Count - 1 ? Rule('└', '─', '┴', '┘', widths)
                : Rule('├', '─', '┼', '┤', widths)
            );
        }

        var trainable = network.TrainableWeights.Sum(weight => weight.Count);
        var all = network.CountParams();
        text.AppendLine(Total("Total params", all, Bytes(network.Weights)));
        text.AppendLine(Total("Trainable params", trainable, Bytes(network.TrainableWeights)));
        text.Append(Total("Non-trainable params", all - trainable, Bytes(network.NonTrainableWeights)));
        return text.ToString();
    }

    private static string[] Header(bool branches) =>
        branches ? ["Layer (type)", "Output Shape", "Param #", "Connected to"] : ["Layer (type)", "Output Shape", "Param #"];

    private static string[] Row(Network network, Layer layer, bool branches)
    {
        string[] cells =
        [
            $"{layer.Name} ({layer.ClassName})",
            network.OutputOf(layer).Shape.ToString(),
            layer.CountParams().ToString("N0", CultureInfo.InvariantCulture),
        ];
        return branches ? [.. cells, ConnectedTo(network, layer)] : cells;
    }

    private static string ConnectedTo(Network network, Layer layer)
    {
        var inputs = network
            .Nodes.Where(node => node.Layer == layer)
            .SelectMany(node => node.Inputs)
            .Select(input => $"{input.Layer.Name}[{input.Layer.InboundNodes.ToList().IndexOf(input.Producer)}][{input.Index}]")
            .ToList();
        return inputs.Count == 0 ? "-" : string.Join(", ", inputs);
    }

    private static string Rule(char left, char line, char cross, char right, int[] widths) =>
        left + string.Join(cross, widths.Select(width => new string(line, width + 2))) + right;

    private static long Bytes(IReadOnlyList<Variable> weights) => weights.Sum(weight => weight.Count * Size(weight.Type));

    private static int Size(ScalarType type) =>
        type switch
        {
            ScalarType.Float64 or ScalarType.Int64 => 8,
            ScalarType.Float16 or ScalarType.BFloat16 => 2,
            _ => 4,
        };

    private static string Total(string what, long count, long bytes)
    {
        string[] units = ["B", "KB", "MB", "GB"];
        var unit =
            bytes < 1 << 10 ? 0
            : bytes < 1 << 20 ? 1
            : bytes < 1 << 30 ? 2
            : 3;
        return string.Create(CultureInfo.InvariantCulture, $" {what}: {count:N0} ({bytes / Math.Pow(1024, unit):0.00} {units[unit]})");
    }
}
