using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats.SavedModels;

/// <summary>TensorFlow 2's SavedModel (https://www.tensorflow.org/guide/saved_model), read as data: its variables and assets. What it computes is never run;
/// the models that are known by it are built of layers here.</summary>
internal static class SavedModelFile
{
    /// <summary>Whether a folder holds one, or lies around one.</summary>
    public static bool Fits(ModelFolder folder) => folder.Holding(SavedModelGraph.FileName).Any();

    /// <exception cref="RefusedException">None of the models that are known, or damaged.</exception>
    public static LoadedModel Load(ModelFolder whole)
    {
        var models = whole.Holding(SavedModelGraph.FileName).Select(folder => (Folder: folder, Graph: SavedModelGraph.Read(folder))).ToList();
        var known = models.Where(model => NnlmModel.Fits(model.Graph)).ToList();
        return known switch
        {
            [var only] when models.Count == 1 => NnlmModel.Load(only.Folder),
            _ => throw new RefusedException(new Refusal("formats.savedModel.unknown", ("file", whole.Source))),
        };
    }
}
