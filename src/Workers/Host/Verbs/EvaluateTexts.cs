using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Inputs.Texts;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops evaluate</c> of a model that takes texts.</summary>
internal static class EvaluateTexts
{
    public static int Run(string model, LoadedModel loaded, string data, string? part, bool json, HostOutput output, CancellationToken stop)
    {
        var pipeline =
            StoredPreprocessing.TextsOf(model) ?? throw new RefusedException(new Refusal("texts.evaluate.pipeline", ("model", Path.GetFileName(model))));
        var task = TrainableTasks.Named(pipeline.Task);
        var texts = TextSource.OpenToJudge(data, pipeline.ClassNames, task.Accept, part);
        if (task.Misfit(loaded.Network, texts.ClassNames) is { } misfit)
        {
            throw new RefusedException(misfit);
        }
        var targets = task.Targets(texts.ClassNames, pipeline.Targets);
        var encoding = TokenEncoding.Of(loaded.Network, loaded.Tokenizer!, pipeline.MaxLength);
        var objective = task.Objective(task.LossFor(loaded.Network, loaded.CompileConfig?["loss"]), targets, loaded.Network, []);
        var predictions = new NetworkJudge(loaded.Network, PreprocessingFunction.Named("identity")).Judge(
            new TextExamples(new TextStore(texts, () => encoding), [.. Enumerable.Range(0, texts.Files.Count)], targets),
            objective,
            texts.ClassNames,
            stop: stop
        );
        var report = task.Card.Report(predictions, pipeline.Decoding);
        output.Text(json ? EvaluationText.Of(report, predictions.Rows.Count) : EvaluationText.Sentence(report, predictions));
        return ExitCode.Done;
    }
}
