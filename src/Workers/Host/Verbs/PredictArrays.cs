using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using TorchSharp;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>What goes into a network as it is: one .npy or .txt file for each of its inputs, in the model's order.</summary>
internal static class PredictArrays
{
    /// <summary>A tensor an input, all of the same number of samples.</summary>
    /// <exception cref="RefusedException">Another number of files than inputs, a file that is no array, or arrays of different lengths.</exception>
    public static torch.Tensor[] Read(Network network, IReadOnlyList<string> paths)
    {
        if (paths.Count != network.Inputs.Count)
        {
            throw new RefusedException(
                new Refusal(
                    "command.predict.inputs",
                    ("count", network.Inputs.Count),
                    ("network", network.Name),
                    ("inputs", string.Join(", ", network.Inputs.Select(Describe))),
                    ("received", paths.Count)
                )
            );
        }
        torch.Tensor[] values = [.. network.Inputs.Zip(paths, (input, path) => Read(network, input, path))];
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i].shape[0] != values[0].shape[0])
            {
                throw new RefusedException(
                    new Refusal(
                        "command.predict.samples",
                        ("file", paths[i]),
                        ("first", paths[0]),
                        ("expected", $"{values[0].shape[0]}"),
                        ("received", $"{values[i].shape[0]}")
                    )
                );
            }
        }
        return values;
    }

    /// <summary>The files named, where one value names several with commas between.</summary>
    public static string[] Split(IReadOnlyList<string> given, int inputs) =>
        given is [var only] && inputs > 1 && only.Contains(',', StringComparison.Ordinal) && !Path.Exists(only)
            ? only.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [.. given];

    public static bool IsArray(string path) => path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);

    private static torch.Tensor Read(Network network, KerasTensor input, string path)
    {
        var isText = input.DType == "string";
        var values =
            IsArray(path) ? NpyFile.ReadFor(path, input.DType)
            : isText && path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) ? Lines(path)
            : throw new RefusedException(
                isText
                    ? new Refusal("command.predict.text", ("input", input.Layer.Name), ("network", network.Name), ("path", path))
                    : new Refusal("command.predict.array", ("input", Describe(input)), ("network", network.Name), ("path", path))
            );
        // As Keras: an axis of length 1 at the end may be left out, or be one too many. Text has an axis of its letters behind.
        var rank = isText ? values.shape.Length - 1 : values.shape.Length;
        if (rank == input.Shape.Rank - 1 && input.Shape[^1] == 1)
        {
            values = values.unsqueeze(rank);
        }
        else if (rank == input.Shape.Rank + 1 && rank > 1 && values.shape[rank - 1] == 1)
        {
            values = values.squeeze(rank - 1);
        }
        return values.shape.Length > 0 && values.shape[0] > 0
            ? values
            : throw new RefusedException(new Refusal("command.predict.rows", ("path", path), ("shape", string.Join(", ", values.shape))));
    }

    private static torch.Tensor Lines(string path)
    {
        try
        {
            string[] lines = [.. File.ReadLines(path)];
            return TextTensor.Of(lines, lines.Length);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(new Refusal("command.predict.textFile", ("path", path), ("fault", fault.Message)));
        }
    }

    private static string Describe(KerasTensor input) => $"'{input.Layer.Name}' {input.Shape}";
}
