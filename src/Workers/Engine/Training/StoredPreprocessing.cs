using MlOpsDashboard.Workers.Engine.Data;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>What happens to pixels before a model file's network, where that is stored beside it.</summary>
public static class StoredPreprocessing
{
    // The names a run's folder and a registry's model have; any other model beside a preprocessing.json has nothing to do with it.
    private static readonly string[] Ours = ["best.keras", "last.keras", "model.keras"];

    /// <summary><c>MODEL.json</c>; or <c>preprocessing.json</c> beside a run's own <c>best.keras</c> or <c>last.keras</c>, or a <c>model.keras</c>. Null:
    /// nothing is stored. Every verb asks here.</summary>
    /// <exception cref="Core.RefusedException">The file beside it is none of ours.</exception>
    public static PicturePipeline? PipelineOf(string model)
    {
        string[] beside = Ours.Contains(Path.GetFileName(model))
            ? [model + ".json", Path.Combine(Path.GetDirectoryName(Path.GetFullPath(model))!, "preprocessing.json")]
            : [model + ".json"];
        return beside.FirstOrDefault(File.Exists) is { } file ? PicturePipeline.Parse(File.ReadAllText(file), file) : null;
    }

    /// <summary>Its steps; where nothing is stored the network takes 0..255.</summary>
    public static PreprocessingFunction Of(string model) => PipelineOf(model)?.Preprocessing ?? PreprocessingFunction.Named("identity");
}
