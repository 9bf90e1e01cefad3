using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Training;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Tasks.ImageClassification;

/// <summary>Class numbers, int64 [n].</summary>
internal sealed class ClassTargets(IReadOnlyList<string> names) : ITargets
{
    public IReadOnlyList<string> Names => names;

    public IReadOnlyList<torch.Tensor> ToTensors(IReadOnlyList<IReadOnlyList<double>> stored) =>
        [torch.tensor(stored.Select(target => (long)target[0]).ToArray())];

    public JsonObject? ToJson() => null;
}
