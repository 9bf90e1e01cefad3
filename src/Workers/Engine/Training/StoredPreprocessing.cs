using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using MlOpsDashboard.Workers.Engine.Formats;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>What happens to pixels or texts before a model file's network, where that is stored beside it or within.</summary>
public static class StoredPreprocessing
{
    // The names a run's folder and a registry's model have; any other model beside a preprocessing.json has nothing to do with it.
    private static readonly string[] Ours = ["best.keras", "last.keras", "model.keras"];

    /// <summary><c>MODEL.json</c>; or <c>preprocessing.json</c> beside a run's own <c>best.keras</c> or <c>last.keras</c>, or a <c>model.keras</c>; or what a
    /// <c>.keras</c> file carries within. Null: nothing is stored. Every verb asks here.</summary>
    /// <exception cref="Core.RefusedException">The file beside it is none of ours.</exception>
    public static PicturePipeline? PipelineOf(string model) =>
        Beside(model) is not var (file, json) ? null
        : TextPipeline.IsOne(json) ? throw new RefusedException(new Refusal("texts.pipeline.pictures", ("model", Path.GetFileName(model))))
        : PicturePipeline.Parse(json, file);

    /// <summary>The same of a model that takes texts; null where nothing is stored, or it takes pictures.</summary>
    /// <exception cref="Core.RefusedException">The file beside it is none of ours.</exception>
    public static TextPipeline? TextsOf(string model) => Beside(model) is var (file, json) && TextPipeline.IsOne(json) ? TextPipeline.Parse(json, file) : null;

    /// <summary>As it is stored, of pictures or texts; null: nothing is.</summary>
    public static string? JsonOf(string model) => Beside(model)?.Json;

    private static (string File, string Json)? Beside(string model)
    {
        string[] beside = Ours.Contains(Path.GetFileName(model))
            ? [model + ".json", Path.Combine(Path.GetDirectoryName(Path.GetFullPath(model))!, "preprocessing.json")]
            : [model + ".json"];
        return beside.FirstOrDefault(File.Exists) is { } file ? (file, File.ReadAllText(file))
            : File.Exists(model) && KerasFile.PreprocessingIn(model) is { } inside ? (model, inside)
            : null;
    }

    /// <summary>Its steps; where nothing is stored the network takes 0..255.</summary>
    public static PreprocessingFunction Of(string model) => PipelineOf(model)?.Preprocessing ?? PreprocessingFunction.Named("identity");
}
