using System.CommandLine;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Workers.Engine.Execution;
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
                var loaded = await Verb.OpenAsync(reference, stop);
                loaded.Network.MoveTo(target);
                using var judge = ModelJudge.Of(reference, loaded, parsed.GetRequiredValue(data), parsed.GetValue(part), output);
                var predictions = judge.Judge(stop);
                var report = judge.Task.Card.Report(predictions, judge.Decoding);
                output.Text(parsed.GetValue(json) ? EvaluationText.Of(report, predictions.Rows.Count) : EvaluationText.Sentence(report, predictions));
                return ExitCode.Done;
            }
        );
        return command;
    }
}
