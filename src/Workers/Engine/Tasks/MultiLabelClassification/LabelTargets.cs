using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Training;
using TorchSharp;

namespace MlOpsDashboard.Workers.Engine.Tasks.MultiLabelClassification;

/// <summary>A 1 for each label that applies, else 0; float32 [n, labels].</summary>
internal sealed class LabelTargets(IReadOnlyList<string> names) : ITargets
{
    public IReadOnlyList<string> Names => names;

    public IReadOnlyList<torch.Tensor> ToTensors(IReadOnlyList<IReadOnlyList<double>> stored) => [DenseTargets.Of(stored)];

    public JsonObject? ToJson() => null;
}
