using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Training;
using TorchSharp;

namespace MlOpsDashboard.Toy.Tests.Engine;

/// <summary>Two tensors [n, 1]: the share of odd marks' prevailing, and the height over the training examples' mean.</summary>
internal sealed record ToyTargets(IReadOnlyList<string> Names, double Mean) : ITargets
{
    public IReadOnlyList<torch.Tensor> ToTensors(IReadOnlyList<IReadOnlyList<double>> stored) => [Column(stored, 0, 0), Column(stored, 1, Mean)];

    public JsonObject? ToJson() => new() { ["mean"] = Mean };

    private static torch.Tensor Column(IReadOnlyList<IReadOnlyList<double>> stored, int at, double minus) =>
        torch.tensor(stored.Select(row => (float)(row[at] - minus)).ToArray(), [stored.Count, 1]);
}
