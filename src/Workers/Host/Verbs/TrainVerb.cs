using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Memory;
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
        var backbone = new Option<string?>("--backbone")
        {
            Description = "The model file that backbone.file stands for, where the spec names a model of a registry.",
        };
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest whole checkpoint in the folder, if there is one." };
        var resumeFrom = new Option<string?>("--resume-from")
        {
            Description = "Go on, in --out, from another folder of the same run, or from a checkpoint in it; it is only read.",
        };
        var overwrite = new Option<bool>("--overwrite") { Description = "Begin anew in a folder that holds a run: what it left is removed." };
        var device = Verb.Device();
        var features = new Option<string?>("--features")
        {
            Description =
                "Folder where activations of frozen layers are kept for later runs; none for nowhere. Default: $MLOPS_FEATURES_CACHE, or mlops/features in the user's local data.",
        };
        var ahead = new Option<int>("--ahead")
        {
            Description =
                "Most batches of pictures decoded ahead of the step, where they are not kept decoded; 0 decodes between steps. Results don't depend on it.",
            DefaultValueFactory = _ => TrainerOptions.DefaultAhead,
        };
        var command = new Command("train", "Runs a training spec; prints one JSON event a line.")
        {
            spec,
            folder,
            data,
            backbone,
            resume,
            resumeFrom,
            overwrite,
            device,
            features,
            ahead,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                var options = new TrainerOptions(new TrainingSpec(), parsed.GetRequiredValue(folder), parsed.GetValue(data) ?? "")
                {
                    BackboneFile = parsed.GetValue(backbone),
                    Resume = parsed.GetValue(resume),
                    ResumeFrom = parsed.GetValue(resumeFrom) is { } from
                        ? !parsed.GetValue(resume)
                            ? from
                            : throw new RefusedException(new Refusal(RefusalKind.Invalid, "training.resume.twoWays"))
                        : null,
                    Threads = ProcessThreads.Count,
                    Notice = output.Say,
                    Device = ComputeDevice.Of(parsed.GetRequiredValue(device)),
                    FeatureFolder = FeatureFolder(parsed.GetValue(features)),
                    Ahead = parsed.GetValue(ahead) is >= 0 and var batches
                        ? batches
                        : throw new RefusedException(new Refusal("command.train.ahead", ("received", $"{parsed.GetValue(ahead)}"))),
                };
                if (!options.Resume && options.ResumeFrom is null && !parsed.GetValue(overwrite) && RunArtifacts.HoldsRun(options.OutputFolder))
                {
                    throw new RefusedException(new Refusal(RefusalKind.Conflict, "training.out.occupied", ("out", options.OutputFolder)));
                }
                return RunAsync(parsed.GetRequiredValue(spec), options, output, stop);
            }
        );
        return command;
    }

    // The spec, and what is found beside it, are put into the options once it is read.
    private static async Task<int> RunAsync(string specPath, TrainerOptions options, HostOutput output, CancellationToken stop)
    {
        var parsed = TrainingSpecJson.Parse(ReadText(specPath));
        var spec = parsed.Value ?? throw new RefusedException(parsed.Reason!);
        var specFolder = Path.GetDirectoryName(Path.GetFullPath(specPath))!;
        options = options with
        {
            Spec = spec,
            DataPath = options.DataPath.Length > 0 ? options.DataPath : DataPath(spec.Data.Path, specFolder),
            SpecFolder = specFolder,
        };
        if (TrainingSpecValidator.Validate(spec) is [var problem, ..])
        {
            throw new RefusedException(problem.Reason);
        }
        using var second = new SecondSignal();
        FinalizerGate.Hold();
        ModelFiles files;
        try
        {
            files = new ModelFiles(await ImageNetAsync(spec, output, stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            output.Say("Cancelled while weights were fetched, before training began: there is no new checkpoint. What has arrived of the weights is kept.");
            return ExitCode.Cancelled;
        }
        var result = new Trainer(options, files, output.Result, TimeProvider.System).Run(stop, second.Token);
        if (result.Status == "cancelled")
        {
            output.Say($"Cancelled. --resume goes on from the checkpoint in {options.OutputFolder}.");
        }
        return result.Status switch
        {
            "cancelled" => ExitCode.Cancelled,
            "diverged" => ExitCode.Diverged,
            _ => ExitCode.Done,
        };
    }

    private static string? FeatureFolder(string? given)
    {
        var folder = given ?? Environment.GetEnvironmentVariable("MLOPS_FEATURES_CACHE") ?? OfUser();
        return folder is "" or "none" ? null : folder;
    }

    // A user without a home keeps nothing.
    private static string OfUser() =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data
            ? Path.Combine(data, "mlops", "features")
            : "";

    // Weights that can't be had end the run before it begins.
    private static async Task<string?> ImageNetAsync(TrainingSpec spec, HostOutput output, CancellationToken stop)
    {
        if (spec.Backbone is not { Name: { } name, Weights: "imagenet" })
        {
            return null;
        }
        using var http = WeightStore.NewClient();
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
            throw new RefusedException(new Refusal("command.train.data"));
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
            throw new RefusedException(new Refusal("command.train.file", ("path", path), ("fault", e.Message)));
        }
    }
}
