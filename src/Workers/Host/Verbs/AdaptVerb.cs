using System.CommandLine;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Surgery;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops adapt</c>: a network for RGB pictures as one for grey or other pictures.</summary>
internal static class AdaptVerb
{
    public static Command Create(HostOutput output)
    {
        var model = Verb.Model();
        var channels = new Option<int>("--channels") { Description = CommandTexts.Of("adapt.channels"), DefaultValueFactory = _ => 1 };
        var method = new Option<string?>("--method") { Description = CommandTexts.Of("adapt.method") };
        var to = new Option<string>("--to") { Description = CommandTexts.Of("adapt.to"), Required = true };
        var json = Verb.Json();
        var command = new Command("adapt", CommandTexts.Of("adapt")) { model, channels, method, to, json };
        command.SetAction(
            async (parsed, stop) =>
            {
                var (reference, path, count) = (parsed.GetRequiredValue(model), parsed.GetRequiredValue(to), parsed.GetValue(channels));
                using var loaded = await Verb.OpenAsync(reference, stop);
                var adapted = ChannelSurgery.Adapt(
                    loaded.Network,
                    PreprocessingOf(reference),
                    count,
                    parsed.GetValue(method) ?? (count == 1 ? "average" : "repeat")
                );
                ModelFile.Save(adapted.Network, path);
                output.Say(
                    CommandTexts.Of(
                        "adapt.written",
                        path,
                        $"{adapted.Network.InputShape}",
                        adapted.FirstConvolutions.Count,
                        string.Join(", ", adapted.FirstConvolutions.Select(c => c.After.Name))
                    )
                );
                WritePreprocessing(adapted, path, ModelPipeline.Stored(reference), output);
                if (parsed.GetValue(json))
                {
                    output.Json(
                        new
                        {
                            File = path,
                            InputShape = adapted.Network.InputShape.ToArray(),
                            FirstConvolutions = adapted.FirstConvolutions.Select(c => new { c.After.Name, KernelShape = c.After.Weights[0].Shape }),
                            Preprocessing = adapted.Preprocessing.ToJson(),
                        }
                    );
                }
                return ExitCode.Done;
            }
        );
        return command;
    }

    internal static PreprocessingFunction PreprocessingOf(string model) =>
        ModelReference.Parse(model) is { Backbone: { } backbone } ? backbone.Preprocessing : StoredPreprocessing.Of(model);

    // What happens to pixels before the network is stored beside it, as predict reads it.
    private static void WritePreprocessing(AdaptedNetwork adapted, string path, PicturePipeline? stored, HostOutput output)
    {
        var shape = adapted.Network.InputShape;
        var classNames = stored?.ClassNames ?? [];
        if (adapted.Preprocessing.Steps.Count == 0 && classNames.Count == 0 && stored?.Turns != true)
        {
            return;
        }
        if (shape[1] is not { } height || shape[2] is not { } width || shape[3] is not (1 or 3 or 4))
        {
            output.Say(CommandTexts.Of("adapt.open", adapted.Preprocessing.ToJson().ToJsonString(), shape[3]));
            return;
        }
        var mode = shape[3] switch
        {
            1 => "grayscale",
            4 => "rgba",
            _ => "rgb",
        };
        DurableFile.WriteText(
            path + ".json",
            new PicturePipeline(new PictureFormat((int)height, (int)width, mode), adapted.Preprocessing, classNames) { Turns = stored?.Turns }.ToJson()
        );
        output.Say(CommandTexts.Of("adapt.preprocessing", path));
    }
}
