using System.Text;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>The vocabularies of lookup layers in a .keras file: assets/ and the layer's path as its weights have it, vocabulary.txt, one value a
/// line.</summary>
internal static class Vocabularies
{
    /// <summary>Fills what the config left open. Nothing outside the file is opened.</summary>
    /// <param name="entry">The entry of that name; null: there is none.</param>
    public static void Load(Network network, Func<string, ReadOnlyMemory<byte>?> entry, WeightLayout layout = WeightLayout.Keras3)
    {
        foreach (var (path, layer) in WeightTree.Of(network, layout))
        {
            if (layer is not IFileState { NeedsAsset: true } state)
            {
                continue;
            }

            var name = NameOf(path);
            state.LoadAsset(
                Encoding.UTF8.GetString(
                    (
                        entry(name)
                        ?? throw new RefusedException(
                            new Refusal("formats.vocabulary.missing", ("layer", layer.Name), ("class", layer.ClassName), ("name", name))
                        )
                    ).Span
                )
            );
        }
    }

    public static IEnumerable<(string Name, ReadOnlyMemory<byte> Content)> Of(Network network)
    {
        foreach (var (path, layer) in WeightTree.Of(network))
        {
            if (layer is IFileState { Asset: { } text })
            {
                yield return (NameOf(path), Encoding.UTF8.GetBytes(text));
            }
        }
    }

    private static string NameOf(string path) => $"assets/{path}/vocabulary.txt";
}
