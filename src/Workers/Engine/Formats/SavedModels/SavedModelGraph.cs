using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Formats.Protobuf;

namespace MlOpsDashboard.Workers.Engine.Formats.SavedModels;

/// <summary>What a saved_model.pb computes, as far as it tells one known model from another. It is only looked at: nothing in it is ever run.</summary>
/// <param name="Signatures">The names under which the model is called.</param>
/// <param name="Operations">TensorFlow's operations in its functions, each once.</param>
/// <param name="Patterns">Regular expressions that they replace by something.</param>
internal sealed record SavedModelGraph(IReadOnlySet<string> Signatures, IReadOnlySet<string> Operations, IReadOnlySet<string> Patterns)
{
    public const string FileName = "saved_model.pb";

    private const long Largest = 256 << 20;

    /// <exception cref="RefusedException">Not such a file.</exception>
    public static SavedModelGraph Read(ModelFolder folder)
    {
        var source = $"{folder.Source}/{FileName}";
        // SavedModel: meta_graphs 2. MetaGraphDef: graph_def 2, signature_def 5. GraphDef: library 2; its functions 1; of these, node_def 3.
        var graph = folder.Read(FileName, Largest);
        var metas = ProtoReader.Find(graph, source, 2).ToList();
        var nodes = metas
            .SelectMany(meta => ProtoReader.Find(meta, source, 2, 2, 1, 3).Concat(ProtoReader.Find(meta, source, 2, 1)))
            .Select(node => ProtoReader.Read(node, source).ToList());
        HashSet<string> operations = [];
        HashSet<string> patterns = [];
        foreach (var node in nodes)
        {
            var operation = Text(node, 2);
            operations.Add(operation);
            if (operation == "StaticRegexReplace")
            {
                // NodeDef: attr 5, a map: key 1, value 2; AttrValue: s 2.
                var attributes = node.Where(field => field.Number == 5).Select(field => ProtoReader.Read(field.Content, source).ToList());
                patterns.UnionWith(
                    attributes
                        .Where(attribute => Text(attribute, 1) == "pattern")
                        .SelectMany(attribute => attribute.Where(field => field.Number == 2))
                        .Select(value => Text(ProtoReader.Read(value.Content, source).ToList(), 2))
                );
            }
        }
        return new(
            metas.SelectMany(meta => ProtoReader.Find(meta, source, 5)).Select(pair => Text(ProtoReader.Read(pair, source).ToList(), 1)).ToHashSet(),
            operations,
            patterns
        );
    }

    /// <summary>The name of the one file that the model has beside its variables: its vocabulary.</summary>
    /// <exception cref="RefusedException">There is none, or there are several.</exception>
    public static string OnlyAsset(ModelFolder folder)
    {
        var assets = folder.Names.Where(name => name.StartsWith("assets/", StringComparison.Ordinal) && !name.EndsWith('/')).ToList();
        return assets is [var only]
            ? only
            : throw new RefusedException(
                new Refusal(
                    "formats.savedModel.vocabulary",
                    ("file", folder.Source),
                    ("received", assets.Count == 0 ? "-" : string.Join(", ", assets.Take(10)))
                )
            );
    }

    private static string Text(IReadOnlyList<ProtoReader.Field> fields, int number) =>
        Encoding.UTF8.GetString(fields.LastOrDefault(field => field.Number == number).Content.Span);
}
