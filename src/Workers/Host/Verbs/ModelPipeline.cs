using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>How pictures become a model's input: as <see cref="StoredPreprocessing"/> finds it, else from the network's own input.</summary>
internal static class ModelPipeline
{
    private const string Backbone = "backbone:";

    /// <exception cref="RefusedException">Nothing is stored beside the model and its input size is open.</exception>
    public static PicturePipeline Of(string model, Network network, HostOutput output)
    {
        if (Stored(model) is { } stored)
        {
            return stored;
        }
        var preprocessing = model.StartsWith(Backbone, StringComparison.Ordinal)
            ? BackboneCatalog.Named(model[Backbone.Length..].Split('?')[0]).Preprocessing
            : PreprocessingFunction.Named("identity");
        var shape = network.InputShape;
        if (shape is not { Rank: 4 } || shape[1] is not { } height || shape[2] is not { } width || shape[3] is not (1 or 3 or 4))
        {
            throw new RefusedException(new Refusal("command.pipeline", ("model", model), ("file", Path.GetFileName(model)), ("shape", shape.ToString())));
        }
        output.Say(CommandTexts.Of("pipeline.none", model, $"{height} x {width}", preprocessing.Steps.Count == 0 ? "0..255" : preprocessing.Name));
        var mode = shape[3] switch
        {
            1 => "grayscale",
            4 => "rgba",
            _ => "rgb",
        };
        return new PicturePipeline(new PictureFormat((int)height, (int)width, mode), preprocessing, []);
    }

    /// <summary>What is stored beside a model file, or null.</summary>
    public static PicturePipeline? Stored(string model) => model.StartsWith(Backbone, StringComparison.Ordinal) ? null : StoredPreprocessing.PipelineOf(model);

    /// <summary>What a network's outputs answer, as it is stored beside it; null where that is not said.</summary>
    public static IAnswers? Answers(Network network, PicturePipeline pipeline)
    {
        if (pipeline.ClassNames.Count == 0)
        {
            return null;
        }
        var task = TrainableTasks.Named(pipeline.Task);
        return task.Answers(network, task.Targets(pipeline.ClassNames, pipeline.Targets), pipeline.Decoding);
    }

    /// <summary>The class names stored beside a model, or none.</summary>
    public static IReadOnlyList<string> ClassNames(string model) => Stored(model)?.ClassNames ?? [];
}
