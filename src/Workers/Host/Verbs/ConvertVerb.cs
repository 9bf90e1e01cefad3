using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Formats.Onnx;
using MlOpsDashboard.Workers.Engine.Inputs.Texts;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops convert</c>: a network from one file format to another, chosen by the ending.</summary>
internal static class ConvertVerb
{
    private const string Stored = "stored";
    private const string Include = "include";
    private const string None = "none";
    private const string Beside = "beside";
    private const string Inside = "inside";

    public static Command Create(HostOutput output)
    {
        var from = Verb.Model("--from");
        var to = new Option<string>("--to") { Description = CommandTexts.Of("convert.to"), Required = true };
        var preprocessing = new Option<string>("--preprocessing") { Description = CommandTexts.Of("convert.preprocessing"), DefaultValueFactory = _ => Stored };
        preprocessing.AcceptOnlyFromAmong(Stored, Include, None);
        var tokenizer = new Option<string>("--tokenizer") { Description = CommandTexts.Of("convert.tokenizer"), DefaultValueFactory = _ => Beside };
        tokenizer.AcceptOnlyFromAmong(Beside, Inside);
        var command = new Command("convert", CommandTexts.Of("convert")) { from, to, preprocessing, tokenizer };
        command.SetAction(
            async (parsed, stop) =>
            {
                var (source, path) = (parsed.GetRequiredValue(from), parsed.GetRequiredValue(to));
                var isOnnx = path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);
                ModelFile.RequireEnding(path);
                foreach (var option in (Option[])[preprocessing, tokenizer])
                {
                    if (!isOnnx && parsed.GetResult(option) is { Implicit: false })
                    {
                        throw new RefusedException(new Refusal("command.convert.ending", ("path", path), ("option", option.Name)));
                    }
                }

                using var loaded = await Verb.OpenAsync(source, stop);
                var isInside = parsed.GetRequiredValue(tokenizer) == Inside;
                if (isInside && loaded.Tokenizer is null)
                {
                    throw new RefusedException(new Refusal("command.convert.tokenizer", ("received", loaded.Network.Name)));
                }
                if (isOnnx && loaded.Tokenizer is not null)
                {
                    OnnxFile.Save(loaded.Network, path, texts: Texts(source, loaded, isInside));
                }
                else if (isOnnx)
                {
                    var pipeline = Pipeline(source, loaded, parsed.GetRequiredValue(preprocessing), output);
                    OnnxFile.Save(loaded.Network, path, pipeline, pipeline is null ? null : ModelPipeline.Answers(loaded.Network, pipeline)?.Onnx);
                }
                else
                {
                    ModelFile.Save(
                        loaded.Network,
                        path,
                        loaded.CompileConfig,
                        loaded.Optimizer,
                        tokenizer: loaded.Tokenizer,
                        preprocessing: StoredPreprocessing.JsonOf(source)
                    );
                }

                foreach (var notice in KerasNotices.Of(loaded.Network, path, loaded.Tokenizer))
                {
                    output.Say(notice);
                }
                output.Say(CommandTexts.Of("convert.written", path));
                return ExitCode.Done;
            }
        );
        return command;
    }

    // As predict tokenizes.
    private static OnnxTexts Texts(string source, LoadedModel loaded, bool isInside)
    {
        var stored = StoredPreprocessing.TextsOf(source);
        var encoding = TokenEncoding.Of(loaded.Network, loaded.Tokenizer!, stored is null ? TokenEncoding.Positions(loaded.Network) : stored.MaxLength);
        return new OnnxTexts(encoding.Tokenizer, stored, encoding.MaxLength, isInside);
    }

    private static PicturePipeline? Pipeline(string source, LoadedModel loaded, string choice, HostOutput output) =>
        choice switch
        {
            None => null,
            Include => ModelPipeline.Of(source, loaded.Network, output),
            _ => ModelPipeline.Stored(source),
        };
}
