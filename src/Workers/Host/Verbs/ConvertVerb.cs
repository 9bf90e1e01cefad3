using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Formats.Onnx;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops convert</c>: a network from one file format to another, chosen by the ending.</summary>
internal static class ConvertVerb
{
    private const string Stored = "stored";
    private const string Include = "include";
    private const string None = "none";

    public static Command Create(HostOutput output)
    {
        var from = Verb.Model("--from");
        var to = new Option<string>("--to") { Description = CommandTexts.Of("convert.to"), Required = true };
        var preprocessing = new Option<string>("--preprocessing") { Description = CommandTexts.Of("convert.preprocessing"), DefaultValueFactory = _ => Stored };
        preprocessing.AcceptOnlyFromAmong(Stored, Include, None);
        var command = new Command("convert", CommandTexts.Of("convert")) { from, to, preprocessing };
        command.SetAction(
            async (parsed, stop) =>
            {
                var (source, path) = (parsed.GetRequiredValue(from), parsed.GetRequiredValue(to));
                var isOnnx = path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);
                ModelFile.RequireEnding(path);
                if (!isOnnx && parsed.GetResult(preprocessing) is { Implicit: false })
                {
                    throw new RefusedException(new Refusal("command.convert.ending", ("path", path)));
                }

                using var loaded = await Verb.OpenAsync(source, stop);
                if (isOnnx && loaded.Tokenizer is { } tokenizer)
                {
                    OnnxFile.Save(loaded.Network, path, tokenizer: tokenizer, texts: StoredPreprocessing.TextsOf(source));
                }
                else if (isOnnx)
                {
                    var pipeline = Pipeline(source, loaded, parsed.GetRequiredValue(preprocessing), output);
                    OnnxFile.Save(loaded.Network, path, pipeline, pipeline is null ? null : ModelPipeline.Answers(loaded.Network, pipeline)?.Onnx);
                }
                else
                {
                    ModelFile.Save(loaded.Network, path, loaded.CompileConfig, loaded.Optimizer, tokenizer: loaded.Tokenizer);
                }

                foreach (var notice in KerasNotices.Of(loaded.Network, path))
                {
                    output.Say(notice);
                }
                output.Say(CommandTexts.Of("convert.written", path));
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static PicturePipeline? Pipeline(string source, LoadedModel loaded, string choice, HostOutput output) =>
        choice switch
        {
            None => null,
            Include => ModelPipeline.Of(source, loaded.Network, output),
            _ => ModelPipeline.Stored(source),
        };
}
