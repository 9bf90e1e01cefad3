using System.CommandLine;
using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Tasks;
using MlOpsDashboard.Workers.Host.Output;
using TorchSharp;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops predict</c>: a network's outputs, or those of an inner layer, for pictures or an array.</summary>
internal static class PredictVerb
{
    private const int Batch = 32;

    public static Command Create(HostOutput output)
    {
        var model = Verb.Model();
        var input = new Option<string?>("--input") { Description = "A picture, a folder of pictures, an .npy file (goes in as it is: float32 NHWC, whole numbers, or text), or a .txt file of one text a line." };
        var stdin = new Option<bool>("--stdin") { Description = "Read picture paths from standard input, one a line, and answer each with one line of JSON." };
        var file = new Option<string?>("--output") { Description = "Write the outputs as float32 .npy." };
        var layer = new Option<string?>("--layer") { Description = "A layer's name, or its place as in Keras's model.layers[-2]." };
        var json = Verb.Json();
        var threads = Verb.Threads();
        var command = new Command("predict", "Gives a network's outputs for pictures or an array.") { model, input, stdin, file, layer, json, threads };
        command.SetAction(async (parsed, stop) =>
        {
            torch.set_num_threads(parsed.GetValue(threads));
            var reference = parsed.GetRequiredValue(model);
            using var loaded = await Verb.OpenAsync(reference, stop);
            var network = parsed.GetValue(layer) is { } at ? Cut(loaded.Network, at) : loaded.Network;
            if (parsed.GetValue(stdin))
            {
                await ServeAsync(network, ModelPipeline.Of(reference, loaded.Network, output), output, stop);
                return ExitCode.Done;
            }
            var source = parsed.GetValue(input) ?? throw new RefusedException("Expected --input PICTURE, DIR or X.npy, or --stdin. Received neither.");
            using var scope = torch.NewDisposeScope();
            if (network.Outputs[0].DType == "string")
            {
                throw new RefusedException($"Expected a network whose output is numbers. Received: text from '{network.Outputs[0].Layer.Name}'. Choose another layer with --layer.");
            }
            var (names, outputs, classes) = source.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) || network.Inputs[0].DType == "string"
                ? Array(network, source, reference, stop)
                : Pictures(network, Files(source), ModelPipeline.Of(reference, loaded.Network, output), stop);
            if (parsed.GetValue(file) is { } path)
            {
                NpyFile.Write(path, outputs);
                output.Say($"Written: {path}, shape ({string.Join(", ", outputs.shape)}).");
            }
            Print(names, outputs, classes, parsed.GetValue(json), parsed.GetValue(file) is not null, output);
            return ExitCode.Done;
        });
        return command;
    }

    private static Network Cut(Network network, string layer)
        => int.TryParse(layer, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) ? network.CutAt(index) : network.CutAt(layer);

    private static (string[] Names, torch.Tensor Outputs, IReadOnlyList<string> Classes) Array(Network network, string path, string reference, CancellationToken stop)
    {
        var input = network.Inputs[0];
        var values = path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) ? NpyFile.ReadFor(path, input.DType)
            : path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) ? Lines(path)
            : throw new RefusedException($"Expected an .npy file of text or a .txt file, since network '{network.Name}' takes text. Received: {path}.");
        if (input.DType == "string" && values.shape.Length == input.Shape.Rank && input.Shape[^1] == 1)
        {
            // As Keras: (N,) stands for (N, 1).
            values = values.unsqueeze(1);
        }
        if (values.shape.Length == 0 || values.shape[0] == 0)
        {
            throw new RefusedException($"Expected an array of one sample or more in {path}. Received: shape ({string.Join(", ", values.shape)}).");
        }
        var outputs = Run(network, (int)values.shape[0], indices => values.narrow(0, indices[0], indices.Length), stop);
        return ([.. Enumerable.Range(0, (int)values.shape[0]).Select(i => $"{Path.GetFileName(path)}[{i}]")], outputs, ModelPipeline.ClassNames(reference));
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
            throw new RefusedException($"Expected a readable text file. Received: {path}: {fault.Message}");
        }
    }

    private static (string[] Names, torch.Tensor Outputs, IReadOnlyList<string> Classes) Pictures(Network network, LabelledFiles files, PicturePipeline pipeline, CancellationToken stop)
    {
        var store = new PictureStore(files, pipeline.Format, budgetBytes: 0);
        var outputs = Run(network, store.Count, indices => pipeline.Preprocessing.Apply(store.Batch(indices)), stop);
        return ([.. files.Files.Select(f => f.Path)], outputs, pipeline.ClassNames);
    }

    private static LabelledFiles Files(string source)
    {
        if (File.Exists(source))
        {
            return new LabelledFiles(".", [], [new LabelledFile(Path.GetFileName(source), 0, source)]);
        }
        if (!Directory.Exists(source))
        {
            throw new RefusedException($"Expected a picture, a folder or an .npy file. Received: {source}, which does not exist.");
        }
        LabelledFile[] files = [.. Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories)
            .Where(file => ClassFolders.Endings.Concat([".webp", ".tif", ".tiff"]).Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            .Select(file => new LabelledFile(Path.GetRelativePath(source, file).Replace('\\', '/'), 0))
            .OrderBy(file => file.Path, StringComparer.Ordinal)];
        return files.Length > 0 ? new LabelledFiles(source, [], files) : throw new RefusedException($"Expected pictures in {source}. Received: none.");
    }

    private static torch.Tensor Run(Network network, int count, Func<int[], torch.Tensor> batch, CancellationToken stop)
    {
        var parts = new List<torch.Tensor>();
        for (var start = 0; start < count; start += Batch)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            parts.Add(network.Predict(batch([.. Enumerable.Range(start, Math.Min(Batch, count - start))])).to_type(torch.ScalarType.Float32).MoveToOuterDisposeScope());
        }
        return torch.cat(parts, 0);
    }

    private static void Print(string[] names, torch.Tensor outputs, IReadOnlyList<string> classes, bool json, bool written, HostOutput output)
    {
        var values = outputs.contiguous().data<float>().ToArray();
        var width = values.Length / names.Length;
        if (json)
        {
            output.Json(new
            {
                Classes = classes.Count == width || (width == 1 && classes.Count == 2) ? classes : [.. Enumerable.Range(0, width).Select(i => i.ToString(CultureInfo.InvariantCulture))],
                Predictions = names.Select((name, i) => Prediction.Of(name, values[(i * width)..((i + 1) * width)], classes)),
            });
        }
        else if (!written)
        {
            foreach (var p in names.Select((name, i) => Prediction.Of(name, values[(i * width)..((i + 1) * width)], classes)))
            {
                output.Text($"{p.Probability:0.0000}  {p.Class}  {p.File}");
            }
        }
    }

    private static async Task ServeAsync(Network network, PicturePipeline pipeline, HostOutput output, CancellationToken stop)
    {
        while (await output.Input.ReadLineAsync(stop) is { } path)
        {
            if (path.Length == 0)
            {
                continue;
            }
            try
            {
                using var scope = torch.NewDisposeScope();
                var store = new PictureStore(Files(path), pipeline.Format, budgetBytes: 0);
                var values = network.Predict(pipeline.Preprocessing.Apply(store.Batch([0]))).to_type(torch.ScalarType.Float32).contiguous().data<float>().ToArray();
                output.JsonLine(Prediction.Of(path, values, pipeline.ClassNames));
            }
            catch (RefusedException refused)
            {
                output.JsonLine(new { File = path, Error = refused.Message });
            }
        }
    }
}
