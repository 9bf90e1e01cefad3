using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Memory;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Reruns;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops rerun</c>: trains a run again and compares the numbers; progress as events, then the report, a line each.</summary>
internal static class RerunVerb
{
    public static Command Create(HostOutput output)
    {
        var run = new Argument<string>("run") { Description = CommandTexts.Of("rerun.run") };
        var data = new Option<string>("--data") { Description = CommandTexts.Of("rerun.data"), Required = true };
        var folder = new Option<string>("--out") { Description = CommandTexts.Of("rerun.out"), Required = true };
        var epochs = new Option<int?>("--epochs") { Description = CommandTexts.Of("rerun.epochs") };
        var backbone = new Option<string?>("--backbone") { Description = CommandTexts.Of("train.backbone") };
        var device = Verb.Device();
        var json = Verb.Json();
        var command = new Command("rerun", CommandTexts.Of("rerun")) { run, data, folder, epochs, backbone, device, json };
        command.SetAction(
            (parsed, stop) =>
            {
                var options = new TrainerOptions(new TrainingSpec(), parsed.GetRequiredValue(folder), parsed.GetRequiredValue(data))
                {
                    BackboneFile = parsed.GetValue(backbone),
                    SpecFolder = Path.GetFullPath(parsed.GetRequiredValue(run)),
                    Threads = ProcessThreads.Count,
                    Device = ComputeDevice.Of(parsed.GetRequiredValue(device)),
                };
                if (RunArtifacts.HoldsRun(options.OutputFolder))
                {
                    throw new RefusedException(new Refusal(RefusalKind.Conflict, "rerun.out.occupied", ("out", options.OutputFolder)));
                }
                if (parsed.GetValue(epochs) is < 1 and var none)
                {
                    throw new RefusedException(new Refusal("certificate.epochs", ("received", none)));
                }
                return RunAsync(parsed.GetRequiredValue(run), parsed.GetValue(epochs), options, parsed.GetValue(json), output, stop);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(string run, int? epochs, TrainerOptions options, bool json, HostOutput output, CancellationToken stop)
    {
        var parsed = TrainingSpecJson.Parse(TrainVerb.ReadText(Path.Combine(run, "spec.json")));
        var spec = parsed.Value ?? throw new RefusedException(parsed.Reason!);
        FinalizerGate.Hold();
        try
        {
            var files = await TrainVerb.FilesAsync(TrainingSpecJson.Complete(KnownInputs.Told(spec, options.DataPath)), output, stop);
            if (new Rerun(options, run, epochs, files, json ? null : output.Result, TimeProvider.System).Run(stop) is not { } report)
            {
                return ExitCode.Cancelled;
            }
            if (json)
            {
                output.Json(report);
            }
            else
            {
                output.JsonLine(report);
            }
            output.Say(report.Said.Sentence);
            foreach (var note in report.Notes)
            {
                output.Say(note.Sentence);
            }
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }
    }
}
