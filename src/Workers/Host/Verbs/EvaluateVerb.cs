using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops evaluate</c>: judges a classifier on labelled pictures.</summary>
internal static class EvaluateVerb
{
    public static Command Create(HostOutput output)
    {
        var model = Verb.Model();
        var data = Verb.Data();
        var json = Verb.Json();
        var device = Verb.Device();
        var command = new Command("evaluate", "Judges a classifier on labelled pictures.") { model, data, json, device };
        command.SetAction(async (parsed, stop) =>
        {
            var target = ComputeDevice.Of(parsed.GetRequiredValue(device));
            var reference = parsed.GetRequiredValue(model);
            using var loaded = await Verb.OpenAsync(reference, stop);
            loaded.Network.MoveTo(target);
            var pipeline = ModelPipeline.Of(reference, loaded.Network, output);
            // In the order of the model's classes, where it knows them.
            var found = DataSource.Open(parsed.GetRequiredValue(data));
            var known = pipeline.ClassNames.Count > 0 && pipeline.ClassNames.Order(StringComparer.Ordinal).SequenceEqual(found.ClassNames.Order(StringComparer.Ordinal));
            var files = known ? DataSource.Open(parsed.GetRequiredValue(data), pipeline.ClassNames) : found;
            if (pipeline.ClassNames.Count > 0 && !pipeline.ClassNames.SequenceEqual(files.ClassNames))
            {
                throw new RefusedException(
                    $"Expected the model's classes ({string.Join(", ", pipeline.ClassNames)}) as class folders. Received: {string.Join(", ", files.ClassNames)}.");
            }
            if (loaded.Network.OutputShape is not { Rank: 2 } shape || !(shape[1] == files.ClassNames.Count || (shape[1] == 1 && files.ClassNames.Count == 2)))
            {
                throw new RefusedException($"Expected a classifier with {files.ClassNames.Count} outputs. Received: output {loaded.Network.OutputShape}.");
            }
            // The loss that the file was compiled with, where it is one of ours and fits.
            var stored = KerasLoss.Read(loaded.CompileConfig?["loss"]);
            var fitting = ClassificationLoss.SpecFor(stored, shape[1]);
            if (stored is not null && stored.Class != fitting.Class)
            {
                output.Say($"The loss is {fitting.Class}: the file's own, {stored.Class}, does not fit {shape[1]} output{(shape[1] == 1 ? "" : "s")}.");
            }
            var loss = ClassificationLoss.Of(fitting);
            var report = RunArtifacts.Evaluate(loaded.Network, pipeline, new PictureStore(files, pipeline.Format), loss, null, stop);
            output.Text(parsed.GetValue(json)
                ? RunArtifacts.ReportJson(report)
                : $"{report.Accuracy:P1} of {report.Samples} pictures right, loss {report.Loss:0.####}.");
            return ExitCode.Done;
        });
        return command;
    }
}
