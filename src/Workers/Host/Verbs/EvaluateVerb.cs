using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
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
        var part = new Option<string?>("--part") { Description = "Only pictures of this part of the data's split: training, validation or test." };
        part.AcceptOnlyFromAmong(DatasetPart.Training, DatasetPart.Validation, DatasetPart.Test);
        var json = Verb.Json();
        var device = Verb.Device();
        var command = new Command("evaluate", "Judges a classifier on labelled pictures.") { model, data, part, json, device };
        command.SetAction(async (parsed, stop) =>
        {
            var target = ComputeDevice.Of(parsed.GetRequiredValue(device));
            var reference = parsed.GetRequiredValue(model);
            using var loaded = await Verb.OpenAsync(reference, stop);
            loaded.Network.MoveTo(target);
            var pipeline = ModelPipeline.Of(reference, loaded.Network, output);
            var source = parsed.GetRequiredValue(data);
            var files = pipeline.ClassNames.Count > 0 ? DataSource.OpenToJudge(source, pipeline.ClassNames, parsed.GetValue(part))
                : parsed.GetValue(part) is { } only ? throw new RefusedException($"Expected --part with a model whose preprocessing.json names its classes. Received: --part {only} with one that has none.")
                : DataSource.Open(source);
            if (PictureNotices.LeftOut(files) is { } leftOut)
            {
                output.Say(leftOut);
            }
            string[] without = [.. files.ClassNames.Where((_, label) => files.Files.All(file => file.Label != label))];
            if (without.Length > 0)
            {
                output.Say($"No pictures of {string.Join(", ", without)}: the report tells nothing of {(without.Length == 1 ? "that class" : "those classes")}.");
            }
            if (loaded.Network.OutputShape is not { Rank: 2 } shape || !(shape[1] == files.ClassNames.Count || (shape[1] == 1 && files.ClassNames.Count == 2)))
            {
                throw new RefusedException($"Expected a classifier with {files.ClassNames.Count} outputs. Received: output {loaded.Network.OutputShape}.");
            }
            // The loss that the file was compiled with, where it is one of ours and fits.
            var stored = KerasLoss.Read(loaded.CompileConfig?["loss"], endsLinear: loaded.Network.FinalActivation == "linear");
            var fitting = ClassificationLoss.SpecFor(stored, shape[1]);
            if (stored is not null && stored.Class != fitting.Class)
            {
                output.Say($"The loss is {fitting.Class}: the file's own, {stored.Class}, does not fit {shape[1]} output{(shape[1] == 1 ? "" : "s")}.");
            }
            var loss = ClassificationLoss.Of(fitting);
            var store = new PictureStore(files, pipeline.Format) { Turns = pipeline.Turns, CountsUnturned = true };
            var report = RunArtifacts.Evaluate(loaded.Network, pipeline, store, loss, null, stop);
            if (PictureNotices.Unturned(store.Unturned, store.Count) is { } unturned)
            {
                output.Say(unturned);
            }
            output.Text(parsed.GetValue(json)
                ? RunArtifacts.ReportJson(report)
                : $"{report.Accuracy:P1} of {report.Samples} pictures right, loss {report.Loss:0.####}.");
            return ExitCode.Done;
        });
        return command;
    }
}
