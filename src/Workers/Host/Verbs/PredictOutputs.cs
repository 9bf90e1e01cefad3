using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Host.Output;
using TorchSharp;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>What a network answered: a tensor an output, float32 (N, ...), to files, as JSON or as lines.</summary>
/// <param name="samples">What each sample is called.</param>
/// <param name="names">The outputs' names, as Keras has them: their layers'.</param>
internal sealed class PredictOutputs(IReadOnlyList<string> samples, IReadOnlyList<string> names, IReadOnlyList<torch.Tensor> values, IReadOnlyList<string> classes)
{
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
                NpyFile.Write(path, values[i]);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new RefusedException($"Expected a file that can be written for --output. Received: {path}: {fault.Message}");
            }
            output.Say($"Written: {path}, {(names.Count > 1 ? $"output '{names[i]}', " : "")}shape ({string.Join(", ", values[i].shape)}).");
        }
    }

    /// <summary>Classes and predictions of the first output; where there are several, each by name.</summary>
    public void Json(HostOutput output)
    {
        var width = Rows(0)[0].Length;
        var shown = classes.Count == width || (width == 1 && classes.Count == 2) ? classes : [.. Enumerable.Range(0, width).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        var predictions = Predictions(0);
        if (names.Count == 1)
        {
            output.Json(new { Classes = shown, Predictions = predictions });
            return;
        }
        output.Json(new
        {
            Classes = shown,
            Predictions = predictions,
            Outputs = names.Select((name, i) => new { Name = name, Shape = values[i].shape, Values = Rows(i) }),
        });
    }

    public void Text(HostOutput output)
    {
        for (var i = 0; i < names.Count; i++)
        {
            foreach (var p in Predictions(i))
            {
                output.Text($"{p.Probability:0.0000}  {p.Class}  {p.File}{(names.Count > 1 ? $"  {names[i]}" : "")}");
            }
        }
    }

    private IEnumerable<Prediction> Predictions(int index) => samples.Zip(Rows(index), (name, row) => Prediction.Of(name, row, classes));

    // One row a sample, in C order whatever the output's rank.
    private float[][] Rows(int index)
    {
        var flat = values[index].contiguous().data<float>().ToArray();
        var width = flat.Length / samples.Count;
        return [.. Enumerable.Range(0, samples.Count).Select(i => flat[(i * width)..((i + 1) * width)])];
    }
}
