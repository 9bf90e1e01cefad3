using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>
/// Which layer trains at which part of the stage's rate: discriminative fine-tuning (Howard and Ruder, 2018, section 3.2). A group begins at its layer of
/// the backbone and ends before the next group's; layers before the first group, and the head, keep the stage's rate.
/// </summary>
public sealed class LayerRates
{
    private readonly IReadOnlyList<(int First, int End, double Multiplier)> _groups;
    private readonly Network _target;
    private readonly Dictionary<Variable, float> _multipliers = [];

    private LayerRates(Network target, IReadOnlyList<(int First, int End, double Multiplier)> groups)
    {
        (_target, _groups) = (target, groups);
        foreach (var (first, end, multiplier) in groups)
        {
            foreach (var weight in target.Layers.Skip(first).Take(end - first).SelectMany(layer => layer.Weights))
            {
                _multipliers[weight] = (float)multiplier;
            }
        }
    }

    /// <summary>The groups of a stage, or null where it has none.</summary>
    /// <exception cref="RefusedException">A layer that is not there, or two groups that begin at the same one.</exception>
    public static LayerRates? Of(StageSpec stage, TrainableModel model)
    {
        if (stage.LayerRates is not { Count: > 0 } rates)
        {
            return null;
        }
        var layers = model.Target.Layers;
        var starts = rates.Select(rate => (First: IndexOf(layers, rate.From), Rate: rate)).OrderBy(start => start.First).ToArray();
        for (var i = 1; i < starts.Length; i++)
        {
            if (starts[i].First == starts[i - 1].First)
            {
                throw new RefusedException(
                    new Refusal(
                        "trainer.rates.sameLayer",
                        ("first", (starts[i - 1].Rate.From).ToString()),
                        ("second", starts[i].Rate.From.ToString()),
                        ("layer", layers[starts[i].First].Name)
                    )
                );
            }
        }
        return new LayerRates(
            model.Target,
            [.. starts.Select((start, i) => (start.First, i + 1 < starts.Length ? starts[i + 1].First : layers.Count, start.Rate.Multiplier))]
        );
    }

    /// <summary>A multiplier a weight, in the order of the weights.</summary>
    public IReadOnlyList<float> For(IReadOnlyList<Variable> weights) => [.. weights.Select(weight => _multipliers.GetValueOrDefault(weight, 1))];

    /// <summary>The groups that hold weights which train, for the ledger.</summary>
    public IReadOnlyList<RateGroup> Describe(double learningRate) =>
        [
            .. _groups
                .Select(group => (group, Layers: _target.Layers.Skip(group.First).Take(group.End - group.First).ToArray()))
                .Select(g => new RateGroup(
                    g.Layers[0].Name,
                    g.Layers[^1].Name,
                    g.Layers.Count(layer => layer.TrainableWeights.Count > 0),
                    g.group.Multiplier,
                    learningRate * g.group.Multiplier
                )),
        ];

    private static int IndexOf(IReadOnlyList<Layer> layers, LayerReference reference)
    {
        if (reference.Index is { } place)
        {
            var index = place < 0 ? layers.Count + place : place;
            return index >= 0 && index < layers.Count
                ? index
                : throw new RefusedException(
                    new Refusal("trainer.rates.index", ("layers", layers.Count), ("received", place.ToString(CultureInfo.InvariantCulture)))
                );
        }
        for (var i = 0; i < layers.Count; i++)
        {
            if (layers[i].Name == reference.Name)
            {
                return i;
            }
        }
        throw new RefusedException(new Refusal("trainer.rates.layerUnknown", ("received", reference.Name), ("layers", layers.Count)));
    }
}
