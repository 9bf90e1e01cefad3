using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Inputs.Pictures;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops evaluate</c>: judges a classifier on labelled pictures, or predictions that were made anywhere.</summary>
internal static class EvaluateVerb
{
    public static Command Create(HostOutput output)
    {
        var model = Verb.Model();
        var data = Verb.Data();
        (model.Required, data.Required) = (false, false);
        var given = new GivenOptions();
        var part = new Option<string?>("--part") { Description = CommandTexts.Of("evaluate.part") };
        part.AcceptOnlyFromAmong(DatasetPart.Training, DatasetPart.Validation, DatasetPart.Test);
        var json = Verb.Json();
        var device = Verb.Device();
        var command = new Command("evaluate", CommandTexts.Of("evaluate")) { model, data, part, given.Task, given.Predictions, given.Truth, json, device };
        command.SetAction(
            async (parsed, stop) =>
            {
                if (given.AreUsed(parsed, model, data, part))
                {
                    return GivenVerb.Run(given, parsed, parsed.GetValue(json), output);
                }
                var target = ComputeDevice.Of(parsed.GetRequiredValue(device));
                var reference = parsed.GetRequiredValue(model);
                using var loaded = await Verb.OpenAsync(reference, stop);
                loaded.Network.MoveTo(target);
                if (loaded.Tokenizer is not null)
                {
                    return EvaluateTexts.Run(reference, loaded, parsed.GetRequiredValue(data), parsed.GetValue(part), parsed.GetValue(json), output, stop);
                }
                var pipeline = ModelPipeline.Of(reference, loaded.Network, output);
                var source = parsed.GetRequiredValue(data);
                var task = TrainableTasks.Named(pipeline.Task);
                var files =
                    pipeline.ClassNames.Count > 0 ? DataSource.OpenToJudge(source, pipeline.ClassNames, task.Accept, parsed.GetValue(part))
                    : parsed.GetValue(part) is { } only ? throw new RefusedException(new Refusal("command.evaluate.part", ("part", only)))
                    : DataSource.Open(source).As(task.Accept);
                if (PictureNotices.LeftOut(files) is { } leftOut)
                {
                    output.Say(leftOut);
                }
                Missing(files, output);
                if (task.Misfit(loaded.Network, files.ClassNames) is { } misfit)
                {
                    throw new RefusedException(misfit);
                }
                var targets = task.Targets(files.ClassNames, pipeline.Targets);
                var store = new PictureStore(files, pipeline.Format) { Turns = pipeline.Turns, CountsUnturned = true };
                // The loss that the file was compiled with, where it is one of the task's and fits.
                var compiled = loaded.CompileConfig?["loss"];
                var loss = task.LossFor(loaded.Network, compiled);
                if (KerasLoss.Read(compiled, endsLinear: loaded.Network.FinalActivation == "linear") is { } stored && stored.Class != loss.Class)
                {
                    output.Say(CommandTexts.Of("evaluate.loss", loss.Class, stored.Class, loaded.Network.OutputShape[1]));
                }
                var objective = task.Objective(loss, targets, loaded.Network, []);
                var predictions = new NetworkJudge(loaded.Network, pipeline.Preprocessing).Judge(
                    new PictureExamples(store, targets),
                    objective,
                    files.ClassNames,
                    stop: stop
                );
                if (PictureNotices.Unturned(store.Unturned, store.Count) is { } unturned)
                {
                    output.Say(unturned.Sentence);
                }
                var report = task.Card.Report(predictions, pipeline.Decoding);
                output.Text(parsed.GetValue(json) ? EvaluationText.Of(report, predictions.Rows.Count) : EvaluationText.Sentence(report, predictions));
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static void Missing(LabelledFiles files, HostOutput output)
    {
        string[] without =
            files.Kind == DatasetKinds.Class ? [.. files.ClassNames.Where((_, label) => files.Files.All(file => file.Label != label))]
            : files.Kind == DatasetKinds.Labels ? [.. files.ClassNames.Where((_, label) => files.Files.All(file => file.Target![label] == 0))]
            : [];
        if (without.Length > 0)
        {
            output.Say(CommandTexts.Of(files.Kind == DatasetKinds.Class ? "evaluate.noClass" : "evaluate.noLabel", string.Join(", ", without), without.Length));
        }
    }
}
