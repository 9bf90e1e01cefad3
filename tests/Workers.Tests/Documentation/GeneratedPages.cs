using System.Globalization;
using System.Text;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Workers.Engine.Backbones;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Layers;

namespace MlOpsDashboard.Workers.Tests.Documentation;

/// <summary>Pages of docs/ that hold facts of the code, written from it.</summary>
internal static class GeneratedPages
{
    private const string Made =
        "Made by `MLOPS_DOCS=docs dotnet run --project tests/Workers.Tests -- -class \"*GeneratedPagesTests\"` from the top of the repository; a test fails where it is out of date.\n";

    /// <summary>Path below docs/ and text of each.</summary>
    public static IEnumerable<(string Path, string Text)> All() =>
        BackboneFamily
            .All.Select(family => ($"backbones/{Slug(family.Name)}.md", Family(family)))
            .Append(("backbones/README.md", Index()))
            .Append(("layers.md", Layers()))
            .Append(("files.md", FilesPage.Text(Made)))
            .Append(("onnx_texts.py", OnnxTextsScript.Text));

    private static string Index()
    {
        var page = new StringBuilder(
            "# Backbones\n\n" + Made + "\n| Family | Backbones | Parameters | ImageNet top-1 | When to choose |\n|---|---|---|---|---|\n"
        );
        foreach (var family in BackboneFamily.All)
        {
            BackboneCard[] cards = [.. Cards(family)];
            page.Append(
                Culture,
                $"| [{family.Name}]({Slug(family.Name)}.md) | {cards.Length} | {Range(cards.Select(card => card.Parameters / 1e6), "0.0")} M | {Range(cards.Select(card => card.Top1), "0.0")} % | {family.WhenToChoose} |\n"
            );
        }

        return page.ToString();
    }

    private static string Family(BackboneFamily family)
    {
        var backbones = BackboneCatalog.All.Where(backbone => backbone.Family == family.Name).OrderBy(backbone => backbone.Parameters).ToList();
        var steps = backbones[0].Preprocessing.Steps;
        var page = new StringBuilder()
            .Append(Culture, $"# {family.Name}\n\n{Made}\n{family.Idea} ([{family.Paper}]({family.Address})).\n\n**When to choose.** {family.WhenToChoose}\n\n")
            .Append(Culture, $"**Input.** RGB. {family.InputRange}{(steps.Count == 0 ? "" : ": " + string.Join(", then ", steps.Select(Step)))}. ")
            .Append("Any size from the network's minimum on; the default is in the table.\n\n")
            .Append("| Name | Parameters without top | Layers | Default size | ImageNet top-1 (published) | Weights | |\n|---|---|---|---|---|---|---|\n");
        foreach (var backbone in backbones)
        {
            var card = backbone.Card!;
            var weights = backbone.EmbeddedWeights is { } embedded ? $"on board, `{embedded.FileName}`" : $"`{backbone.NoTop!.FileName}`";
            page.Append(
                Culture,
                $"| `{card.Name}` | {card.Parameters:N0} | {card.Layers} | {card.InputSize} x {card.InputSize} | {card.Top1:0.0} % | {weights} | {card.WhenToChoose} |\n"
            );
        }

        return page.Append(
                "\nLayers are counted without the top and without ImageNet weights, as `len(model.layers)` in Keras. Top-1 is the figure of the Keras Applications table or, where it has none, of the paper.\n"
            )
            .ToString();
    }

    private static string Layers()
    {
        var page = new StringBuilder(
            "# Layers\n\n"
                + Made
                + "\nA file may name these classes of Keras 3; configs, weights and numbers are Keras's. Everything else is refused with the layer's name, "
        ).Append("before any weight is read: a `Lambda`, a `TFSMLayer` or a class registered by somebody else carries code, which is never run.\n\n");
        page.AppendJoin(", ", LayerRegistry.Known.Select(name => $"`{name}`"));
        page.Append("\n\n## Not supported\n\nLayers that Keras has and this list does not: ")
            .AppendJoin(", ", LayerRegistry.KnownToKerasOnly.Select(name => $"`{name}`"))
            .Append(".\n\n");
        return page.Append(
                """
                Settings that are refused by name where a layer has them: `data_format: channels_first`, sparse and ragged tensors, `stateful` recurrent layers, quantised weights, a salt in `Hashing`.

                ## Text

                `StringLookup`, `TextVectorization` and `Hashing` take text: an input of dtype `string`. `mlops predict --input` then wants an `.npy` file of NumPy's `U` type or a `.txt` file, one text a line. The
                vocabulary comes from the layer's config or from `assets/.../vocabulary.txt` inside the `.keras` file; a path or an address in its place is refused and never opened. Lower case, punctuation and white space
                are ASCII's, as in TensorFlow; several out-of-vocabulary numbers are chosen by FarmHash, or for whole numbers by the remainder.

                ## Masks

                A mask that an `Embedding` with `mask_zero` or a `Masking` makes reaches the layers behind it as in Keras: through layers that support masking, through a `Sequential`, and across the border of a nested model.
                An edge of the graph that names the mask goes first. `Concatenate` is refused where its inputs carry different masks. In training, `BatchNormalization` does not leave masked steps out of its statistics, as Keras
                does.

                ## Augmentation

                The random layers draw in training only. `Equalization` takes the histogram of the whole batch, and `RandomCrop` leaves pictures as they are in inference (Keras 3.15 does, whatever its page says: its issue 21868): both as Keras does. A setting that a file leaves out takes Keras's default; one that Keras has no default for is refused by name.

                """
            )
            .ToString();
    }

    private static IEnumerable<BackboneCard> Cards(BackboneFamily family) => BackboneCards.All.Where(card => card.Family == family.Name);

    private static string Step(PreprocessingStep step) =>
        step.Op == "swapChannels" ? "channels turned around" : $"{step.Op} {string.Join(" ", step.Values.Select(value => value.ToString(Culture)))}";

    private static string Range(IEnumerable<double> values, string format)
    {
        string[] ends = [.. new[] { values.Min(), values.Max() }.Select(value => value.ToString(format, Culture)).Distinct()];
        return string.Join(" to ", ends);
    }

    private static string Slug(string name) => name.ToLowerInvariant();

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;
}
