using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing.Augmentation;
using MlOpsDashboard.Workers.Host.Output;
using TorchSharp;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops augment</c>: what a spec's augmentation makes of real pictures, as PNG files.</summary>
internal static class AugmentVerb
{
    public static Command Create(HostOutput output)
    {
        var data = Verb.Data();
        var spec = new Option<string>("--spec") { Description = CommandTexts.Of("spec"), Required = true };
        var folder = new Option<string>("--out") { Description = CommandTexts.Of("augment.out"), Required = true };
        var count = new Option<int>("--count") { Description = CommandTexts.Of("augment.count"), DefaultValueFactory = _ => 16 };
        var seed = new Option<long>("--seed") { Description = CommandTexts.Of("augment.seed"), DefaultValueFactory = _ => 0 };
        var json = Verb.Json();
        var command = new Command("augment", CommandTexts.Of("augment")) { data, spec, folder, count, seed, json };
        command.SetAction(
            (parsed, stop) =>
            {
                var (text, wanted) = (TrainVerb.ReadText(parsed.GetRequiredValue(spec)), parsed.GetValue(count));
                var read = TrainingSpecJson.Parse(text);
                var training = TrainingSpecJson.Complete(read.Value ?? throw new RefusedException(read.Reason!));
                if (wanted is < 1 or > 256)
                {
                    throw new RefusedException(new Refusal("command.augment.count", ("received", $"{wanted}")));
                }
                var written = Run(training, parsed.GetRequiredValue(data), parsed.GetRequiredValue(folder), wanted, parsed.GetValue(seed), stop);
                if (parsed.GetValue(json))
                {
                    output.Json(new { Pictures = written });
                }
                else
                {
                    output.Say(CommandTexts.Of("augment.written", written.Count, parsed.GetRequiredValue(folder)));
                }
                return Task.FromResult(ExitCode.Done);
            }
        );
        return command;
    }

    private static List<WrittenPicture> Run(TrainingSpec spec, string data, string folder, int count, long seed, CancellationToken stop)
    {
        if (
            TrainingSpecValidator
                .Validate(spec)
                .FirstOrDefault(p =>
                    p.Path.StartsWith("augmentation", StringComparison.Ordinal) || p.Path.StartsWith("data.imageSize", StringComparison.Ordinal)
                ) is
            { } problem
        )
        {
            throw new RefusedException(problem.Reason);
        }
        var files = DataSource.Open(data);
        var order = new RandomState(seed).Permutation(files.Files.Count);
        // A small data set is shown again, drawn anew.
        int[] chosen = [.. Enumerable.Range(0, count).Select(i => order[i % order.Length])];
        var format = PicturePipeline.FormatOf(spec.Data);
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        using var names = NameScope.Begin();
        using var generator = new torch.Generator((ulong)seed);
        var pictures = new PictureStore(files, format).Batch(chosen, stop);
        var context = new CallContext { Training = true, Generator = generator };
        foreach (var layer in spec.Augmentation.Select(AugmentationFactory.Create))
        {
            stop.ThrowIfCancellationRequested();
            pictures = layer.Call([pictures], context);
        }
        var pixels = pictures.round().clamp(0, 255).to_type(torch.ScalarType.Byte).contiguous();
        Directory.CreateDirectory(folder);
        var written = new List<WrittenPicture>();
        for (var i = 0; i < count; i++)
        {
            stop.ThrowIfCancellationRequested();
            var name = $"{i:D2}.png";
            PictureWriter.WritePng(Path.Combine(folder, name), format.Height, format.Width, format.Channels, pixels[i].bytes);
            written.Add(new WrittenPicture(name, files.Files[chosen[i]].Path));
        }
        return written;
    }

    private sealed record WrittenPicture(string File, string Source);
}
