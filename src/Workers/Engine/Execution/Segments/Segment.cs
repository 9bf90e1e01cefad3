using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Execution.Segments;

/// <summary>A part of a network's calls that is run on its own.</summary>
/// <param name="Plan">Runs it: from <paramref name="Inputs"/> to <paramref name="Outputs"/>.</param>
/// <param name="Nodes">Its calls.</param>
/// <param name="Inputs">What it reads that parts before it made, and inputs of the network.</param>
/// <param name="Outputs">What it makes that parts behind it read; of the last part the network's outputs.</param>
/// <param name="Draws">Whether it takes random numbers in training.</param>
internal sealed record Segment(ExecutionPlan Plan, IReadOnlyList<Node> Nodes, KerasTensor[] Inputs, KerasTensor[] Outputs, bool Draws);
