using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Memory;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Branches;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops train</c>: runs a training spec; one JSON event a line on standard output.</summary>
internal static class TrainVerb
{
    public static Command Create(HostOutput output)
    {
        var spec = new Option<string>("--spec") { Description = CommandTexts.Of("spec"), Required = true };
        var folder = new Option<string>("--out") { Description = CommandTexts.Of("train.out"), Required = true };
        var data = new Option<string?>("--data") { Description = CommandTexts.Of("train.data") };
        var backbone = new Option<string?>("--backbone") { Description = CommandTexts.Of("train.backbone") };
        var resume = new Option<bool>("--resume") { Description = CommandTexts.Of("train.resume") };
        var resumeFrom = new Option<string?>("--resume-from") { Description = CommandTexts.Of("train.resumeFrom") };
        var branchFrom = new Option<string?>("--branch-from") { Description = CommandTexts.Of("train.branchFrom") };
        var states = new Option<string?>("--states") { Description = CommandTexts.Of("train.states") };
        var stateMegabytes = new Option<int>("--state-megabytes")
        {
            Description = CommandTexts.Of("train.stateMegabytes"),
            DefaultValueFactory = _ => TrainerOptions.DefaultStateMegabytes,
        };
        var overwrite = new Option<bool>("--overwrite") { Description = CommandTexts.Of("train.overwrite") };
        var device = Verb.Device();
        var features = new Option<string?>("--features") { Description = CommandTexts.Of("train.features") };
        var ahead = new Option<int>("--ahead") { Description = CommandTexts.Of("train.ahead"), DefaultValueFactory = _ => TrainerOptions.DefaultAhead };
        var command = new Command("train", CommandTexts.Of("train"))
        {
            spec,
            folder,
            data,
            backbone,
            resume,
            resumeFrom,
            branchFrom,
            states,
            stateMegabytes,
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
                    BranchFrom = parsed.GetValue(branchFrom) is { } branch
                        ? !parsed.GetValue(resume) && parsed.GetValue(resumeFrom) is null
                            ? BranchSource.Parse(branch)
                            : throw new RefusedException(new Refusal(RefusalKind.Invalid, "branch.twoWays"))
                        : null,
                    StateFolder = parsed.GetValue(states),
                    StateBytes = parsed.GetValue(stateMegabytes) is >= 0 and var megabytes
                        ? megabytes * 1_000_000L
                        : throw new RefusedException(new Refusal("command.train.stateMegabytes", ("received", $"{parsed.GetValue(stateMegabytes)}"))),
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
        var data = options.DataPath.Length > 0 ? options.DataPath : DataPath(spec.Data.Path, specFolder);
        spec = KnownInputs.Told(spec, data);
        options = options with { Spec = spec, DataPath = data, SpecFolder = specFolder };
        if (TrainingSpecValidator.Validate(spec) is [var problem, ..])
        {
            throw new RefusedException(problem.Reason);
        }
        using var second = new SecondSignal();
        FinalizerGate.Hold();
        ModelFiles files;
        try
        {
            files = await FilesAsync(TrainingSpecJson.Complete(spec), output, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            output.Say(CommandTexts.Of("train.cancelledEarly"));
            return ExitCode.Cancelled;
        }
        var result = new Trainer(options, files, output.Result, TimeProvider.System).Run(stop, second.Token);
        if (result.Status == "cancelled")
        {
            output.Say(CommandTexts.Of("train.cancelled", options.OutputFolder));
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
    internal static async Task<ModelFiles> FilesAsync(TrainingSpec spec, HostOutput output, CancellationToken stop)
    {
        using var http = WeightStore.NewClient();
        var store = new WeightStore(http);
        var texts = new TextWeightStore(store);
        if (spec.Backbone.Name is { } text && TextBackboneCatalog.Find(text) is { Published: not null } published)
        {
            if (!texts.IsAtHand(published))
            {
                output.Say(CommandTexts.Of("train.fetching", text));
            }
            await texts.FetchAsync(published, cancellationToken: stop);
        }
        if (spec.Backbone is not { Name: { } name, Weights: "imagenet" })
        {
            return new ModelFiles(texts: texts);
        }
        var backbone = BackboneCatalog.Named(name);
        if (!store.IsAtHand(backbone))
        {
            output.Say(CommandTexts.Of("train.fetching", name));
        }
        return new ModelFiles(await store.FetchAsync(backbone, cancellationToken: stop), texts);
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
