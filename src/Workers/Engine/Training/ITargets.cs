using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>How what is stored of examples becomes the tensors that a loss compares with. Fitted on training examples, stored with a model.</summary>
public interface ITargets
{
    /// <summary>Of classes, labels or numbers, in the order of the network's outputs; empty where there are none.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Targets of a batch, one tensor or more, [n, ...]; they belong to the caller's dispose scope.</summary>
    /// <param name="stored">What is stored of each example, in order.</param>
    IReadOnlyList<Tensor> ToTensors(IReadOnlyList<IReadOnlyList<double>> stored);

    /// <summary>What was fitted, as data; null for nothing.</summary>
    JsonObject? ToJson();
}
