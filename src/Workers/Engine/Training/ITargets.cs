using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Data;
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

    /// <summary>What of a batch's targets are points in its pictures (<see cref="Data.Batch.Points"/>); null for nothing.</summary>
    /// <param name="stored">As in <see cref="ToTensors"/>.</param>
    Tensor? Points(IReadOnlyList<IReadOnlyList<double>> stored) => null;

    /// <summary>What is true of four pictures in one.</summary>
    /// <param name="parts">Each with what is stored of it.</param>
    IReadOnlyList<double> Mosaic(IReadOnlyList<(MosaicPart Part, IReadOnlyList<double> Stored)> parts) =>
        throw new NotSupportedException("Targets of this kind can't be joined.");

    /// <summary>What was fitted, as data; null for nothing.</summary>
    JsonObject? ToJson();
}
