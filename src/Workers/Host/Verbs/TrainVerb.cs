using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Training;
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
        var resume = new Option<bool>("--resume") { Description = "Go on from the newest whole checkpoint in the folder, if there is one." };
        var threads = Verb.Threads();
        var command = new Command("train", "Runs a training spec; prints one JSON event a line.") { spec, folder, data, resume, threads };
        command.SetAction((parsed, stop) => Task.FromResult(Run(
            parsed.GetRequiredValue(spec), parsed.GetRequiredValue(folder), parsed.GetValue(data), parsed.GetValue(resume), parsed.GetValue(threads), output, stop)));
        return command;
    }

    private static int Run(string specPath, string folder, string? data, bool resume, int threads, HostOutput output, CancellationToken stop)
    {
        var parsed = TrainingSpecJson.Parse(ReadText(specPath));
        var spec = parsed.Value ?? throw new RefusedException(parsed.Refusal!);
        var specFolder = Path.GetDirectoryName(Path.GetFullPath(specPath))!;
        var options = new TrainerOptions(spec, folder, data ?? DataPath(spec.Data.Path, specFolder))
        {
            Resume = resume,
            SpecFolder = specFolder,
            Threads = threads,
        };
        var result = new Trainer(options, new ModelFiles(), output.Result, TimeProvider.System).Run(stop);
        return result.Status switch
        {
            "cancelled" => ExitCode.Cancelled,
            "diverged" => ExitCode.Diverged,
            _ => ExitCode.Done,
        };
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
