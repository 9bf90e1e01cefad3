using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops train</c>: runs a training spec; one JSON event a line on standard output.</summary>
internal static class TrainVerb
{
    public static Command Create(HostOutput output)
    {
        var spec = new Option<string>("--spec") { Description = "The training spec, a JSON file.", Required = true };
        var folder = new Option<string>("--out") { Description = "Folder that receives models, history, evaluation and checkpoints.", Required = true };
        var data = new Option<string?>("--data") { Description = "Pictures, instead of the spec's data.path." };
        var backbone = new Option<string?>("--backbone") { Description = "The model file that backbone.file stands for, where the spec names a model of a registry." };
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest whole checkpoint in the folder, if there is one." };
        var threads = Verb.Threads();
        var command = new Command("train", "Runs a training spec; prints one JSON event a line.") { spec, folder, data, backbone, resume, threads };
        command.SetAction((parsed, stop) => RunAsync(
            parsed.GetRequiredValue(spec), parsed.GetRequiredValue(folder), parsed.GetValue(data), parsed.GetValue(backbone), parsed.GetValue(resume), parsed.GetValue(threads), output, stop));
        return command;
    }

    private static async Task<int> RunAsync(string specPath, string folder, string? data, string? backbone, bool resume, int threads, HostOutput output, CancellationToken stop)
    {
        var parsed = TrainingSpecJson.Parse(ReadText(specPath));
        var spec = parsed.Value ?? throw new RefusedException(parsed.Refusal!);
        var specFolder = Path.GetDirectoryName(Path.GetFullPath(specPath))!;
        var options = new TrainerOptions(spec, folder, data ?? DataPath(spec.Data.Path, specFolder))
        {
            BackboneFile = backbone,
            Resume = resume,
            SpecFolder = specFolder,
            Threads = threads,
        };
        if (TrainingSpecValidator.Validate(spec) is [var problem, ..])
        {
            throw new RefusedException(problem.Sentence);
        }
        var files = new ModelFiles(await ImageNetAsync(spec, output, stop));
        var result = new Trainer(options, files, output.Result, TimeProvider.System).Run(stop);
        return result.Status switch
        {
            "cancelled" => ExitCode.Cancelled,
            "diverged" => ExitCode.Diverged,
            _ => ExitCode.Done,
        };
    }

    // Weights that can't be had end the run before it begins.
    private static async Task<string?> ImageNetAsync(TrainingSpec spec, HostOutput output, CancellationToken stop)
    {
        if (spec.Backbone is not { Name: { } name, Weights: "imagenet" })
        {
            return null;
        }
        using var http = new HttpClient();
        var store = new WeightStore(http);
        var backbone = BackboneCatalog.Named(name);
        if (!store.IsAtHand(backbone))
        {
            output.Say($"Fetching the ImageNet weights of {name}.");
        }
        return await store.FetchAsync(backbone, cancellationToken: stop);
    }

    // Relative to where the command runs, or else to where the spec lies.
    private static string DataPath(string path, string specFolder)
    {
        if (path.Length == 0)
        {
            throw new RefusedException("Expected --data DIR, or data.path in the spec. Received neither.");
        }
        var beside = Path.Combine(specFolder, path);
        return !Path.Exists(path) && Path.Exists(beside) ? beside : path;
    }

    internal static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"Expected a readable file. Received: {path}: {e.Message}");
        }
    }
}
