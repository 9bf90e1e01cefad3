using System.Text;
using MlOpsDashboard.Workers.Engine.Formats.Protobuf;

namespace MlOpsDashboard.Workers.Engine.Formats.SavedModels;

/// <summary>Which variable is which: a checkpoint's names are ways through objects, beside which it keeps the names that the variables had in the
/// program.</summary>
internal static class CheckpointNames
{
    private const string Graph = "_CHECKPOINTABLE_OBJECT_GRAPH";

    /// <summary>The tensors by their variables' names, such as <c>word_embeddings/embeddings</c>; of two variables of one name, none. Slots of optimisers are
    /// left out.</summary>
    public static IReadOnlyDictionary<string, BundleEntry> Read(TensorBundle bundle, string source)
    {
        if (bundle.Find(Graph) is not { } entry || bundle.ReadTexts(entry) is not [var bytes])
        {
            return new Dictionary<string, BundleEntry>();
        }
        // TrackableObjectGraph: nodes 1; a node: attributes 2; an attribute: name 1, full_name 2, checkpoint_key 3.
        var attributes = ProtoReader.Find(bytes, source, 1, 2).Select(attribute => ProtoReader.Read(attribute, source).ToList());
        return attributes
            .Select(fields => (Name: Text(fields, 2), Entry: bundle.Find(Text(fields, 3))))
            .Where(variable => variable.Name.Length > 0 && variable.Entry is not null)
            .GroupBy(variable => variable.Name)
            .Where(group => group.Count() == 1)
            .ToDictionary(group => group.Key, group => group.Single().Entry!);
    }

    private static string Text(IReadOnlyList<ProtoReader.Field> fields, int number) =>
        Encoding.UTF8.GetString(fields.LastOrDefault(field => field.Number == number).Content.Span);
}
