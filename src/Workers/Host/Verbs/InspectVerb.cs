using System.CommandLine;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Inputs.Texts;
using MlOpsDashboard.Workers.Engine.Surgery;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops inspect</c>: a network's layers and weights.</summary>
internal static class InspectVerb
{
    public static Command Create(HostOutput output)
    {
        var model = new Argument<string>("MODEL") { Description = Verb.ModelHelp };
        var json = Verb.Json();
        var command = new Command("inspect", CommandTexts.Of("inspect")) { model, json };
        command.SetAction(
            async (parsed, stop) =>
            {
                using var loaded = await Verb.OpenAsync(parsed.GetRequiredValue(model), stop);
                if (parsed.GetValue(json))
                {
                    output.Json(Describe(loaded));
                }
                else
                {
                    output.Text(loaded.Network.Summary());
                }
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static object Describe(LoadedModel model)
    {
        var (network, texts) = (model.Network, TextNetwork.Of(model));
        return new
        {
            Classifier = ClassifierTop.Of(network) is { } top ? new { Layer = top.Layer.Name, top.Activation } : null,
            Features = Features(network, isOfTexts: texts is not null) is { } features
                ? new { Layer = features.Name, Index = network.Layers.ToList().IndexOf(features) - network.Layers.Count }
                : null,
            network.Name,
            InputShape = Shapes([.. network.Inputs.Select(input => input.Shape)]),
            OutputShape = Shapes([.. network.Outputs.Select(output => output.Shape)]),
            Params = network.CountParams(),
            TrainableParams = network.TrainableWeights.Sum(weight => weight.Count),
            Layers = network.Layers.Select(
                (layer, index) =>
                    new
                    {
                        Index = index,
                        layer.Name,
                        Class = layer.ClassName,
                        OutputShape = network.OutputOf(layer).Shape.ToArray(),
                        Params = layer.CountParams(),
                        Inbound = Before(network, layer),
                        layer.Trainable,
                    }
            ),
            Weights = network.Weights.Select(weight => new
            {
                weight.Path,
                weight.Shape,
                Dtype = weight.Type.ToString().ToLowerInvariant(),
            }),
            Texts = texts,
        };
    }

    // The layers that a layer's inputs come from, whatever operations lie between.
    private static IReadOnlyList<string> Before(Network network, Layer layer)
    {
        var listed = network.Layers.ToHashSet();
        var seen = new HashSet<KerasTensor>();
        var open = new Stack<KerasTensor>(network.Nodes.Where(node => node.Layer == layer).SelectMany(node => node.Inputs).Reverse());
        var names = new List<string>();
        while (open.TryPop(out var tensor))
        {
            if (!seen.Add(tensor))
            {
                continue;
            }
            if (listed.Contains(tensor.Layer))
            {
                names.Add(tensor.Layer.Name);
                continue;
            }
            foreach (var input in tensor.Producer.Inputs.Reverse())
            {
                open.Push(input);
            }
        }
        return [.. names.Distinct()];
    }

    // Where a backbone is cut when nobody says otherwise: before the classifier, or at the end of a network without one.
    // What an encoder says of each token is pooled by the head.
    private static Layer? Features(Network network, bool isOfTexts)
    {
        var layer = ClassifierTop.Of(network)?.Features ?? network.Outputs[0].Layer;
        return
            layer is not InputLayer
            && network.Layers.Contains(layer)
            && network.OutputOf(layer).Shape is var shape
            && (shape.Rank is 2 or 4 || (isOfTexts && shape.Rank == 3))
            && shape[^1] is not null
            ? layer
            : null;
    }

    // One shape, or a list of them where there are several ends.
    private static object Shapes(TensorShape[] shapes) => shapes.Length == 1 ? shapes[0].ToArray() : shapes.Select(shape => shape.ToArray());
}
