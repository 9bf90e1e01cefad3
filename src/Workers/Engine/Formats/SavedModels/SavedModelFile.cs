using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Formats.SavedModels;

/// <summary>TensorFlow 2's SavedModel (https://www.tensorflow.org/guide/saved_model), read as data: its variables and assets. What it computes is never run;
/// the models that are known by it are built of layers here.</summary>
internal static class SavedModelFile
{
    // An encoder and its preprocessing.
    private const int MostModels = 2;

    /// <summary>Whether a folder holds one, or lies around one.</summary>
    public static bool Fits(ModelFolder folder) => folder.Holding(SavedModelGraph.FileName).Any();

    /// <summary>Opens it. Beside BERT's encoder its preprocessing may lie in the same folder or archive: what it does is known by the encoder alone, and its
    /// vocabulary must be the encoder's.</summary>
    /// <exception cref="RefusedException">None of the models that are known, or damaged.</exception>
    public static LoadedModel Load(ModelFolder whole)
    {
        var models = whole.Holding(SavedModelGraph.FileName).Take(MostModels).Select(folder => (Folder: folder, Graph: SavedModelGraph.Read(folder))).ToList();
        if (models is [var only] && NnlmModel.Fits(only.Graph))
        {
            return NnlmModel.Load(only.Folder);
        }
        foreach (var (folder, graph) in models)
        {
            if (HubBertModel.Find(folder) is var (bundle, names))
            {
                foreach (var other in models.Where(model => model.Folder != folder))
                {
                    RequireSameVocabulary(folder, other.Folder, whole.Source);
                }
                return HubBertModel.Load(folder, bundle, names, exactGelu: graph.Operations.Contains("Erf"));
            }
        }
        throw new RefusedException(new Refusal("formats.savedModel.unknown", ("file", whole.Source)));
    }

    private static void RequireSameVocabulary(ModelFolder encoder, ModelFolder preprocessing, string source)
    {
        byte[] Vocabulary(ModelFolder folder) => folder.Read(SavedModelGraph.OnlyAsset(folder), Texts.Vocabulary.MostBytes);
        if (!Vocabulary(encoder).AsSpan().SequenceEqual(Vocabulary(preprocessing)))
        {
            throw new RefusedException(new Refusal("formats.savedModel.otherVocabulary", ("file", source)));
        }
    }
}
