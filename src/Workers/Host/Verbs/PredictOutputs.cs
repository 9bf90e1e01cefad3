using System.Globalization;
using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Host.Output;
using TorchSharp;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>What a network answered: a tensor an output, float32 (N, ...), to files, as JSON or as lines.</summary>
/// <param name="samples">What each sample is called.</param>
internal sealed class PredictOutputs(IReadOnlyList<string> samples, IReadOnlyList<NetworkEnd> ends, IReadOnlyList<torch.Tensor> values, IReadOnlyList<string> classes)
{
    private const int Shown = 8;

    /// <summary>Files that can't be answered, each with what was expected of it.</summary>
    public IReadOnlyList<(string File, string Reason)> Refused { get; init; } = [];

    /// <summary>What should be known of how the pictures were read: a sentence, or null.</summary>
    public string? Note { get; init; }

    /// <summary>The file of each output. As many given as there are outputs: as they are. One given: the first output's; the others' have their number before the ending.</summary>
    /// <exception cref="RefusedException">Another number of files.</exception>
    public static IReadOnlyList<string> Files(IReadOnlyList<string> given, Network network)
    {
        var count = network.Outputs.Count;
        return given.Count == count || given.Count == 0 ? given
            : given is [var first] ? [first, .. Enumerable.Range(1, count - 1).Select(i => Path.ChangeExtension(first, $"{i.ToString(CultureInfo.InvariantCulture)}{Path.GetExtension(first)}"))]
            : throw new RefusedException($"Expected one --output, or one for each of the {count} outputs of network '{network.Name}'. Received: {given.Count}.");
    }

    public void Write(IReadOnlyList<string> files, HostOutput output)
    {
        foreach (var (path, i) in files.Select((path, i) => (path, i)))
        {
            try
            {
                if (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
                {
                    DurableFile.WriteText(path, Table(i));
                }
                else
                {
                    NpyFile.Write(path, values[i]);
                }
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new RefusedException($"Expected a file that can be written for --output. Received: {path}: {fault.Message}");
            }
            output.Say($"Written: {path}, {(ends.Count > 1 ? $"output '{ends[i].Name}', " : "")}shape ({string.Join(", ", values[i].shape)}).");
        }
    }

    /// <summary>Classes and predictions of the first output; where there are several, each by name.</summary>
    public void Json(HostOutput output)
    {
        var predictions = Predictions(0).ToList();
        var shown = Columns(predictions[0].Probabilities?.Count ?? 0);
        var refused = Refused.Select(entry => new { entry.File, entry.Reason });
        if (ends.Count == 1)
        {
            output.Json(new { Classes = shown, Predictions = predictions, Refused = refused });
            return;
        }
        output.Json(new
        {
            Classes = shown,
            Predictions = predictions,
            Refused = refused,
            Outputs = ends.Select((end, i) => new { end.Name, Shape = values[i].shape, Values = Rows(values[i]) }),
        });
    }

    public void Text(HostOutput output)
    {
        for (var i = 0; i < ends.Count; i++)
        {
            foreach (var p in Predictions(i))
            {
                var answer = p.Values is { } numbers
                    ? string.Join(' ', numbers.Take(Shown).Select(number => number.ToString("0.####", CultureInfo.InvariantCulture))) + (numbers.Count > Shown ? $" ... ({numbers.Count} numbers)" : "")
                    : $"{p.Probability:0.0000}  {p.Class}";
                output.Text($"{answer}  {p.File}{(ends.Count > 1 ? $"  {ends[i].Name}" : "")}");
            }
        }
    }

    // RFC 4180, a line a file; those that can't be answered come last.
    private string Table(int index)
    {
        var predictions = Predictions(index).ToList();
        var isClassifier = ends[index].IsClassifier;
        string[] columns = [.. Columns(predictions[0].Probabilities?.Count ?? predictions[0].Values!.Count)];
        var text = new StringBuilder();
        Line(text, ["file", .. isClassifier ? ["class", "probability"] : Array.Empty<string>(), .. columns, .. Refused.Count > 0 ? ["refused"] : Array.Empty<string>()]);
        foreach (var p in predictions)
        {
            Line(text, [p.File, .. isClassifier ? [p.Class!, Number(p.Probability!.Value)] : Array.Empty<string>(), .. (p.Probabilities ?? p.Values)!.Select(Number), .. Refused.Count > 0 ? [""] : Array.Empty<string>()]);
        }
        foreach (var (file, reason) in Refused)
        {
            Line(text, [file, .. Enumerable.Repeat("", columns.Length + (isClassifier ? 2 : 0)), reason]);
        }
        return text.ToString();
    }

    private IEnumerable<string> Columns(int width) => classes.Count == width ? classes : Enumerable.Range(0, width).Select(i => i.ToString(CultureInfo.InvariantCulture));

    private static string Number(float value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, IEnumerable<string> cells)
        => text.AppendJoin(',', cells.Select(cell => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell)).Append("\r\n");

    private IEnumerable<Prediction> Predictions(int index)
    {
        using var answers = ends[index].Read(values[index]);
        return samples.Zip(Rows(answers), (name, row) => Prediction.Of(name, row, classes, ends[index].IsClassifier));
    }

    // One row a sample, in C order whatever the output's rank.
    private float[][] Rows(torch.Tensor output)
    {
        var flat = output.contiguous().data<float>().ToArray();
        var width = flat.Length / samples.Count;
        return [.. Enumerable.Range(0, samples.Count).Select(i => flat[(i * width)..((i + 1) * width)])];
    }
}
