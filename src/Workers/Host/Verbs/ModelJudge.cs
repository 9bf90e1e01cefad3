using System.Diagnostics;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Inputs.Pictures;
using MlOpsDashboard.Workers.Engine.Inputs.Texts;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>A model with the labelled examples that it is judged on.</summary>
internal sealed class ModelJudge : IDisposable
{
    private readonly LoadedModel _model;
    private readonly NetworkJudge _judge;
    private readonly IExamples _examples;
    private readonly IObjective _objective;
    private readonly IReadOnlyList<string> _names;
    private readonly Action _tell;

    private ModelJudge(
        LoadedModel model,
        ITask task,
        System.Text.Json.Nodes.JsonObject? decoding,
        NetworkJudge judge,
        IExamples examples,
        IObjective objective,
        IReadOnlyList<string> names,
        Action tell
    )
    {
        (_model, Task, Decoding) = (model, task, decoding);
        (_judge, _examples, _objective, _names, _tell) = (judge, examples, objective, names, tell);
    }

    public ITask Task { get; }

    /// <summary>What its outputs are read with; null for nothing.</summary>
    public System.Text.Json.Nodes.JsonObject? Decoding { get; }

    public int Count => _examples.Count;

    /// <param name="reference">As <c>--model</c> names it.</param>
    /// <param name="loaded">The model of that name; belongs to the judge from here on.</param>
    /// <param name="part">Only examples of this <see cref="DatasetPart"/>; null for all that are labelled.</param>
    /// <exception cref="RefusedException">The data is not usable, or the model does not answer what it says.</exception>
    public static ModelJudge Of(string reference, LoadedModel loaded, string data, string? part, HostOutput output) =>
        loaded.Tokenizer is null ? OfPictures(reference, loaded, data, part, output) : OfTexts(reference, loaded, data, part);

    /// <summary>What the model says of all examples.</summary>
    public Predictions Judge(CancellationToken stop)
    {
        var predictions = _judge.Judge(_examples, _objective, _names, stop: stop);
        _tell();
        return predictions;
    }

    /// <summary>How long some examples take, one after the other, and what goes before the first.</summary>
    public TimeSpan Time(IReadOnlyList<int> rows, CancellationToken stop)
    {
        var begin = Stopwatch.GetTimestamp();
        _judge.Judge(_examples.Subset(rows), _objective, _names, stop: stop, atOnce: 1);
        return Stopwatch.GetElapsedTime(begin);
    }

    public void Dispose() => _model.Dispose();

    private static ModelJudge OfPictures(string reference, LoadedModel loaded, string data, string? part, HostOutput output)
    {
        var pipeline = ModelPipeline.Of(reference, loaded.Network, output);
        var task = TrainableTasks.Named(pipeline.Task);
        var files =
            pipeline.ClassNames.Count > 0 ? DataSource.OpenToJudge(data, pipeline.ClassNames, task.Accept, part)
            : part is not null ? throw new RefusedException(new Refusal("command.evaluate.part", ("part", part)))
            : DataSource.Open(data).As(task.Accept);
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
        return new(
            loaded,
            task,
            pipeline.Decoding,
            new NetworkJudge(loaded.Network, pipeline.Preprocessing),
            new PictureExamples(store, targets),
            task.Objective(loss, targets, loaded.Network, []),
            files.ClassNames,
            () =>
            {
                if (PictureNotices.Unturned(store.Unturned, store.Count) is { } unturned)
                {
                    output.Say(unturned.Sentence);
                }
            }
        );
    }

    private static ModelJudge OfTexts(string reference, LoadedModel loaded, string data, string? part)
    {
        var pipeline =
            StoredPreprocessing.TextsOf(reference)
            ?? throw new RefusedException(new Refusal("texts.evaluate.pipeline", ("model", Path.GetFileName(reference))));
        var task = TrainableTasks.Named(pipeline.Task);
        var texts = TextSource.OpenToJudge(data, pipeline.ClassNames, task.Accept, part);
        if (task.Misfit(loaded.Network, texts.ClassNames) is { } misfit)
        {
            throw new RefusedException(misfit);
        }
        var targets = task.Targets(texts.ClassNames, pipeline.Targets);
        var encoding = TokenEncoding.Of(loaded.Network, loaded.Tokenizer!, pipeline.MaxLength);
        return new(
            loaded,
            task,
            pipeline.Decoding,
            new NetworkJudge(loaded.Network, PreprocessingFunction.Named("identity")),
            new TextExamples(new TextStore(texts, () => encoding), [.. Enumerable.Range(0, texts.Files.Count)], targets),
            task.Objective(task.LossFor(loaded.Network, loaded.CompileConfig?["loss"]), targets, loaded.Network, []),
            texts.ClassNames,
            () => { }
        );
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
