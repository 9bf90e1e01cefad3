namespace MlOpsDashboard.Workers.Jobs.Nodes;

/// <summary>This node's name in lists: the machine's.</summary>
public sealed record WorkerNodeName(string Value)
{
    public static WorkerNodeName OfThisMachine { get; } = new(Environment.MachineName);
}
