using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Surgery;
using MlOpsDashboard.Workers.Host.Output;
using TorchSharp;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops grayscale</c>: what a network for RGB makes of grey pictures, by each way of adapting it.</summary>
internal static class GrayscaleVerb
{
    public static Command Create(HostOutput output)
    {
        var model = Verb.Model();
        var data = Verb.Data();
        var folder = new Option<string>("--out") { Description = CommandTexts.Of("grayscale.out"), Required = true };
        var layer = new Option<string?>("--layer") { Description = CommandTexts.Of("grayscale.layer") };
        var size = new Option<int>("--size") { Description = CommandTexts.Of("grayscale.size"), DefaultValueFactory = _ => 224 };
        var count = new Option<int>("--count") { Description = CommandTexts.Of("grayscale.count"), DefaultValueFactory = _ => 4 };
        var seed = new Option<long>("--seed") { Description = CommandTexts.Of("grayscale.seed"), DefaultValueFactory = _ => 0 };
        var json = Verb.Json();
        var command = new Command("grayscale", CommandTexts.Of("grayscale")) { model, data, folder, layer, size, count, seed, json };
        command.SetAction(
            async (parsed, stop) =>
            {
                var (reference, wanted) = (parsed.GetRequiredValue(model), parsed.GetValue(count));
                if (wanted is < 1 or > 32)
                {
                    throw new RefusedException(new Refusal("command.grayscale.count", ("received", $"{wanted}")));
                }
                using var loaded = await Verb.OpenAsync(reference, stop);
                var network = parsed.GetValue(layer) is { } at
                    ? LayerReference.Parse(at) is { Index: { } index }
                        ? loaded.Network.CutAt(index)
                        : loaded.Network.CutAt(at)
                    : loaded.Network;
                var answer = Run(
                    network,
                    reference,
                    parsed.GetRequiredValue(data),
                    parsed.GetRequiredValue(folder),
                    wanted,
                    parsed.GetValue(seed),
                    parsed.GetValue(size),
                    stop
                );
                if (parsed.GetValue(json))
                {
                    output.Json(answer);
                }
                else
                {
                    foreach (var method in answer.Methods)
                    {
                        output.Text(
                            CommandTexts.Of(
                                "grayscale.line",
                                $"{method.Method, -10}",
                                FormattableString.Invariant($"{method.RelativeDifference:0.0000}"),
                                FormattableString.Invariant($"{method.CosineSimilarity:0.0000}")
                            )
                        );
                    }
                }
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static Answer Run(Network network, string reference, string data, string folder, int count, long seed, int size, CancellationToken stop)
    {
        var shape = network.InputShape;
        var format =
            shape.Rank == 4
                ? new PictureFormat((int)(shape[1] ?? size), (int)(shape[2] ?? size), "grayscale")
                : throw new RefusedException(new Refusal("command.grayscale.network", ("shape", shape.ToString())));
        var files = DataSource.Open(data);
        var order = new RandomState(seed).Permutation(files.Files.Count);
        int[] chosen = [.. order.Take(count)];
        using var scope = torch.NewDisposeScope();
        var grey = new PictureStore(files, format).Batch(chosen, stop);
        grey = grey.is_floating_point() ? grey : grey.to_type(torch.ScalarType.Float32);
        var compared = GrayscaleComparison.Of(network, AdaptVerb.PreprocessingOf(reference), grey, stop);
        Directory.CreateDirectory(folder);
        var pixels = grey.round().clamp(0, 255).to_type(torch.ScalarType.Byte).contiguous();
        var pictures = new List<ComparedPicture>();
        for (var i = 0; i < chosen.Length; i++)
        {
            var name = $"{i:D2}.png";
            PictureWriter.WritePng(Path.Combine(folder, name), format.Height, format.Width, 1, pixels[i].bytes);
            // One scale for a picture, so that the ways can be compared by eye.
            var most = compared[0].Heat[i].max().item<float>();
            var maps = new Dictionary<string, string>();
            foreach (var one in compared)
            {
                var map = one.Heat[i];
                maps[one.Method] = $"{i:D2}-{one.Method}.png";
                PictureWriter.WritePng(Path.Combine(folder, maps[one.Method]), (int)map.shape[0], (int)map.shape[1], 3, GrayscaleComparison.Paint(map, most));
            }
            pictures.Add(new(files.Files[chosen[i]].Path, name, maps));
        }
        return new([.. compared.Select(c => new ComparedMethod(c.Method, c.RelativeDifference, c.CosineSimilarity))], pictures);
    }

    private sealed record Answer(IReadOnlyList<ComparedMethod> Methods, IReadOnlyList<ComparedPicture> Pictures);

    private sealed record ComparedMethod(string Method, double RelativeDifference, double CosineSimilarity);

    private sealed record ComparedPicture(string Source, string File, IReadOnlyDictionary<string, string> Maps);
}
