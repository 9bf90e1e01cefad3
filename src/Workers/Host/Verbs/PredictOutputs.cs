using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Text;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Tasks;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Host.Output;
using TorchSharp;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>What a network answered: a tensor an output, float32 (N, ...), to files, as JSON or as lines.</summary>
/// <param name="samples">What each sample is called.</param>
internal sealed class PredictOutputs(
    IReadOnlyList<string> samples,
    IReadOnlyList<NetworkEnd> ends,
    IReadOnlyList<torch.Tensor> values,
    IReadOnlyList<string> classes
)
{
    /// <summary>Files that can't be answered, each with what was expected of it.</summary>
    public IReadOnlyList<(string File, string Reason)> Refused { get; init; } = [];

    /// <summary>Where each sample lies in the network's input, where samples are pictures; else empty.</summary>
    public IReadOnlyList<PicturePlacement> Placements { get; init; } = [];

    /// <summary>The texts that are answered, where samples are texts; else empty.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Adds to an answer which words of its text told, by its place and the first output's numbers; null where that is not asked.</summary>
    public Action<JsonObject, int, IReadOnlyList<float>>? Explain { get; init; }

    /// <summary>Whether cells of a table that a spreadsheet would take for formulas are made text (<see cref="CsvLine"/>).</summary>
    public bool ForSpreadsheets { get; set; }

    /// <summary>What should be known of how the pictures were read: a sentence, or null.</summary>
    public Refusal? Note { get; init; }

    /// <summary>The file of each output. As many given as there are outputs: as they are. One given: the first output's; the others' have their number before
    /// the ending.</summary>
    /// <exception cref="RefusedException">Another number of files.</exception>
    public static IReadOnlyList<string> Files(IReadOnlyList<string> given, int count, string network)
    {
        return given.Count == count || given.Count == 0 ? given
            : given is [var first]
                ?
                [
                    first,
                    .. Enumerable
                        .Range(1, count - 1)
                        .Select(i => Path.ChangeExtension(first, $"{i.ToString(CultureInfo.InvariantCulture)}{Path.GetExtension(first)}")),
                ]
            : throw new RefusedException(new Refusal("command.predict.outputs", ("count", $"{count}"), ("network", network), ("received", $"{given.Count}")));
    }

    /// <summary>How many outputs there are.</summary>
    public int Count => ends.Count;

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
                throw new RefusedException(new Refusal("command.predict.write", ("path", path), ("fault", fault.Message)));
            }
            output.Say(
                ends.Count > 1
                    ? CommandTexts.Of("predict.writtenOf", path, ends[i].Name, string.Join(", ", values[i].shape))
                    : CommandTexts.Of("predict.written", path, string.Join(", ", values[i].shape))
            );
        }
    }

    /// <summary>Classes and predictions of the first output; where there are several, each by name.</summary>
    public void Json(HostOutput output)
    {
        // A stored task's names are its answers', however many numbers the network gives: one sigmoid unit answers two classes.
        var shown =
            ends[0].Task is not null ? classes
            : ends[0].Meaning == OutputMeaning.Numbers && Rows(values[0])[0].Length != classes.Count ? []
            : Names(Rows(values[0])[0].Length is 1 && ends[0].Meaning != OutputMeaning.Numbers ? 2 : Rows(values[0])[0].Length);
        var predictions = Answers(0).Select(answer => Prediction.Of(answer.Sample, answer.Row, ends[0], answer.Reader)).ToList();
        foreach (var (i, prediction) in predictions.Take(Texts.Count).Index())
        {
            prediction.Insert(1, "text", Texts[i]);
            Explain?.Invoke(prediction, i, Rows(values[0])[i]);
        }
        var refused = Refused.Select(entry => new { entry.File, entry.Reason });
        if (ends.Count == 1)
        {
            output.Json(
                new
                {
                    Classes = shown,
                    Predictions = predictions,
                    Refused = refused,
                }
            );
            return;
        }
        output.Json(
            new
            {
                Classes = shown,
                Predictions = predictions,
                Refused = refused,
                Outputs = ends.Select(
                    (end, i) =>
                        new
                        {
                            end.Name,
                            Shape = values[i].shape,
                            Values = Rows(values[i]),
                        }
                ),
            }
        );
    }

    public void Text(HostOutput output)
    {
        for (var i = 0; i < ends.Count; i++)
        {
            foreach (var (sample, row, reader) in Answers(i))
            {
                output.Text($"{reader.ToText(row)}  {sample}{(ends.Count > 1 ? $"  {ends[i].Name}" : "")}");
            }
        }
    }

    // RFC 4180, a line a file; those that can't be answered come last.
    private string Table(int index)
    {
        var answers = ends[index].Answers(classes);
        var rows = Answers(index).ToList();
        var columns = answers.Columns(rows[0].Row.Length);
        var text = new StringBuilder();
        string[] refused = Refused.Count > 0 ? ["refused"] : [];
        text.Append(CsvLine.Of(["file", .. columns, .. refused], ForSpreadsheets));
        foreach (var (sample, row, reader) in rows)
        {
            text.Append(CsvLine.Of([sample, .. reader.Cells(row), .. refused.Select(_ => "")], ForSpreadsheets));
        }
        foreach (var (file, reason) in Refused)
        {
            text.Append(CsvLine.Of([file, .. columns.Select(_ => ""), reason], ForSpreadsheets));
        }
        return text.ToString();
    }

    private IEnumerable<string> Names(int width) =>
        classes.Count == width ? classes : Enumerable.Range(0, width).Select(i => i.ToString(CultureInfo.InvariantCulture));

    private IEnumerable<(string Sample, float[] Row, IAnswers Reader)> Answers(int index)
    {
        using var answers = ends[index].Read(values[index]);
        return samples.Zip(Rows(answers)).Select((answer, i) => (answer.First, answer.Second, ends[index].Answers(classes, Placements.ElementAtOrDefault(i))));
    }

    // One row a sample, in C order whatever the output's rank.
    private float[][] Rows(torch.Tensor output)
    {
        var flat = output.contiguous().data<float>().ToArray();
        var width = flat.Length / samples.Count;
        return [.. Enumerable.Range(0, samples.Count).Select(i => flat[(i * width)..((i + 1) * width)])];
    }
}
