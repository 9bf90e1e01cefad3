using System.Globalization;
using System.Text;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Host.Output;

/// <summary>A network as Keras's <c>model.summary()</c> prints it.</summary>
public static class NetworkSummary
{
    public static string Of(Network network)
    {
        var chain = network is Sequential;
        string[] titles = chain ? ["Layer (type)", "Output Shape", "Param #"] : ["Layer (type)", "Output Shape", "Param #", "Connected to"];
        var rows = network.Layers.Select(layer => Row(network, layer, chain)).ToList();
        int[] widths = [.. titles.Select((title, i) => rows.Select(row => row[i].Length).Append(title.Length).Max())];
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Model: \"{network.Name}\"");
        text.AppendLine(Rule('┏', '━', '┳', '┓', widths));
        text.AppendLine(Cells('┃', titles, widths));
        text.AppendLine(Rule('┡', '━', '╇', '┩', widths));
        for (var i = 0; i < rows.Count; i++)
        {
            text.AppendLine(Cells('│', rows[i], widths));
            text.AppendLine(i < rows.Count - 1 ? Rule('├', '─', '┼', '┤', widths) : Rule('└', '─', '┴', '┘', widths));
        }
        var (all, training) = (network.Weights.Sum(w => w.Count), network.TrainableWeights.Sum(w => w.Count));
        text.AppendLine(Total("Total", all));
        text.AppendLine(Total("Trainable", training));
        text.Append(Total("Non-trainable", all - training));
        return text.ToString();
    }

    private static string[] Row(Network network, Layer layer, bool chain)
    {
        var inbound = network.Nodes.Where(node => node.Layer == layer).SelectMany(node => node.Inputs)
            .Select(input => string.Create(CultureInfo.InvariantCulture, $"{input.Layer.Name}[{Math.Max(0, input.Layer.InboundNodes.ToList().IndexOf(input.Producer))}][{input.Index}]"));
        string[] row = [$"{layer.Name} ({layer.ClassName})", network.OutputOf(layer).Shape.ToString(), layer.CountParams().ToString("N0", CultureInfo.InvariantCulture)];
        return chain ? row : [.. row, string.Join(", ", inbound) is { Length: > 0 } from ? from : "-"];
    }

    private static string Rule(char left, char line, char between, char right, int[] widths)
        => left + string.Join(between, widths.Select(width => new string(line, width + 2))) + right;

    private static string Cells(char edge, string[] cells, int[] widths)
        => edge + string.Join(edge, cells.Select((cell, i) => $" {(i == 2 ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))} ")) + edge;

    private static string Total(string name, long count)
        => string.Create(CultureInfo.InvariantCulture, $" {name} params: {count:N0} ({Bytes(count * 4)})");

    private static string Bytes(double size)
    {
        string[] units = ["B", "KB", "MB", "GB"];
        var unit = 0;
        while (size >= 1024 && unit < units.Length - 1)
        {
            size /= 1024;
            unit++;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{size:0.00} {units[unit]}");
    }
}
